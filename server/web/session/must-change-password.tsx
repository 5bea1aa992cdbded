import { ChangePasswordDialog } from './change-password-dialog.tsx'
import { useSession } from './session.tsx'

/** A password somebody else has set is changed before anything else is done. */
export function MustChangePassword() {
  const { mustChangePassword } = useSession()
  return mustChangePassword ? <ChangePasswordDialog forced onClose={() => undefined} /> : null
}
