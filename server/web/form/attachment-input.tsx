import { DeleteOutlined, PaperClipOutlined, UploadOutlined } from '@ant-design/icons'
import { Button, Progress } from 'antd'
import { useRef, useState } from 'react'
import type { Attachment } from '../../http/api/records.ts'
import { useLanguage } from '../language/language.tsx'
import { problemSentence } from '../shell/problem-notice.tsx'
import { shortHash } from '../shell/short-hash.ts'
import { node } from './field.ts'
import type { InputProperties } from './field-input.tsx'
import { fileSize } from './file-size.ts'
import { upload } from './upload.ts'

/** One file: sent at once, bound to the record by its hash when the step is submitted. */
export function AttachmentInput({ id, value, invalid, describedBy, labelledBy, label, onChange }: InputProperties) {
  const { t } = useLanguage()
  const chosen = useRef<HTMLInputElement>(null)
  const [progress, setProgress] = useState<number>()
  const [error, setError] = useState<unknown>()
  const attachment = node(value)

  const send = async (file: File | undefined) => {
    if (file === undefined) return
    setError(undefined)
    setProgress(0)
    try {
      onChange((await upload(file, setProgress)) satisfies Attachment)
    } catch (caught) {
      setError(caught)
    } finally {
      setProgress(undefined)
      if (chosen.current !== null) chosen.current.value = ''
    }
  }
  return (
    <div className="attachment">
      {typeof attachment.name === 'string' && <AttachmentLine value={attachment} onRemove={() => onChange(undefined)} />}
      {typeof attachment.name !== 'string' && progress === undefined && (
        <Button
          id={id}
          icon={<UploadOutlined aria-hidden />}
          danger={invalid}
          aria-label={label === undefined ? undefined : `${t('form.uploadShort')} ${label}`}
          aria-invalid={invalid}
          aria-describedby={[labelledBy, describedBy].filter(Boolean).join(' ') || undefined}
          onClick={() => chosen.current?.click()}
        >
          {t(label === undefined ? 'form.upload' : 'form.uploadShort')}
        </Button>
      )}
      {progress !== undefined && <Progress percent={progress} size="small" aria-label={t('form.uploading')} />}
      {error !== undefined && (
        <p className="field-problem" role="alert">
          {problemSentence(error, t)}
        </p>
      )}
      <input ref={chosen} type="file" hidden tabIndex={-1} aria-hidden onChange={(event) => void send(event.target.files?.[0])} />
    </div>
  )
}

export function AttachmentLine({ value, onRemove }: Readonly<{ value: Readonly<Record<string, unknown>>; onRemove?: () => void }>) {
  const { t } = useLanguage()
  return (
    <span className="attachment-line">
      <PaperClipOutlined aria-hidden />
      <span className="attachment-name">{String(value.name)}</span>
      <span className="secondary">{fileSize(Number(value.size))}</span>
      <code title={String(value.sha256)}>{shortHash(String(value.sha256), 8)}</code>
      {onRemove && (
        <Button
          type="text"
          icon={<DeleteOutlined aria-hidden />}
          aria-label={t('form.removeFile', { name: String(value.name) })}
          onClick={onRemove}
        />
      )}
    </span>
  )
}
