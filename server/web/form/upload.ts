import type { Attachment } from '../../http/api/records.ts'
import { ProblemError, readAnswer, requestHeaders } from '../http/request.ts'

/** Keeps one file, to be named in a form. */
export function upload(file: File, onProgress: (percent: number) => void): Promise<Attachment> {
  return sendFile<Attachment>('/api/attachments', file, onProgress)
}

/** Sends one file; `onProgress` hears 0 … 100. XMLHttpRequest, because fetch tells nothing of what has been sent. */
export function sendFile<Answer>(path: string, file: File, onProgress: (percent: number) => void): Promise<Answer> {
  const sending = new XMLHttpRequest()
  const body = new FormData()
  body.append('file', file)
  return new Promise((resolve, reject) => {
    sending.upload.onprogress = ({ loaded, total }) => onProgress(total === 0 ? 0 : Math.round((100 * loaded) / total))
    sending.onerror = () =>
      reject(new ProblemError({ type: 'urn:guiju:client:unreachable', title: 'unreachable', status: 0, detail: '', code: 'unreachable' }))
    sending.onload = () => {
      try {
        resolve(readAnswer<Answer>(sending.status, sending.responseText))
      } catch (error) {
        reject(error)
      }
    }
    sending.open('POST', path)
    for (const [name, value] of Object.entries(requestHeaders())) sending.setRequestHeader(name, value)
    sending.send(body)
  })
}
