import type { Language } from '#engine'
import { escapeHtml } from './render-html.ts'

/** A page of its own around a body of restricted HTML that was escaped when it was drawn. */
export function pageAround(body: string, css: string, title: string, language: Language): string {
  return `<!doctype html>\n<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">\n<head><meta charset="utf-8"><title>${escapeHtml(title)}</title><style>${css}</style></head>\n<body>${body}</body>\n</html>\n`
}
