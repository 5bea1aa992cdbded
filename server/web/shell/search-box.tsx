import { SearchOutlined } from '@ant-design/icons'
import { Button, Input, Space } from 'antd'
import { type FormEvent, useState } from 'react'
import { useNavigate } from 'react-router'
import { useLanguage } from '../language/language.tsx'

export function SearchBox() {
  const { t } = useLanguage()
  const navigate = useNavigate()
  const [text, setText] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (text.trim() !== '') void navigate(`/search?q=${encodeURIComponent(text.trim())}`)
  }
  return (
    <search className="search-box">
      <form onSubmit={submit}>
        <Space.Compact block>
          <Input
            aria-label={t('search.label')}
            placeholder={t('search.placeholder')}
            value={text}
            maxLength={100}
            onChange={(event) => setText(event.target.value)}
          />
          <Button htmlType="submit" icon={<SearchOutlined aria-hidden />} aria-label={t('search.submit')} />
        </Space.Compact>
      </form>
    </search>
  )
}
