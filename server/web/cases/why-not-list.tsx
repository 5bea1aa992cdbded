import { InfoCircleOutlined } from '@ant-design/icons'
import type { OpenStep } from '../../http/api/cases.ts'

/** Every reason against a step, as sentences: what is missing and who can supply it. */
export function WhyNotList({ title, reasons }: Readonly<{ title: string; reasons: OpenStep['whyNot'] }>) {
  return (
    <div className="why-not">
      <p className="why-not-title">
        <InfoCircleOutlined aria-hidden /> {title}
      </p>
      <ul>
        {reasons.map(({ code, detail }) => (
          <li key={`${code} ${detail}`}>{detail}</li>
        ))}
      </ul>
    </div>
  )
}
