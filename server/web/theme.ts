import type { ThemeConfig } from 'antd'

export const fontFamily = '"PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", system-ui, sans-serif'

/** One accent (青, a deep teal) on warm paper; every text pair holds 4.5 : 1, most 7 : 1. */
export const theme: ThemeConfig = {
  token: {
    colorPrimary: '#115e59',
    colorInfo: '#115e59',
    colorLink: '#0f5f73',
    colorLinkHover: '#0b4655',
    colorError: '#cf1322',
    colorWarning: '#9a5b00',
    colorSuccess: '#2f6b1f',
    colorText: '#1f2421',
    colorTextSecondary: '#515a55',
    colorTextTertiary: '#5f6863',
    colorTextDescription: '#515a55',
    colorTextDisabled: '#6f7773',
    colorTextPlaceholder: '#6a736e',
    colorBorder: '#a9b0ab',
    colorBorderSecondary: '#e2e1da',
    colorBgLayout: '#f6f5f0',
    // Derived from dark colours these would be grey; a notice is read, not shouted.
    colorInfoBg: '#eef5f4',
    colorInfoBorder: '#b9d4d0',
    colorWarningBg: '#fdf6e5',
    colorWarningBorder: '#e8d3a0',
    colorErrorBg: '#fdf1f0',
    colorErrorBorder: '#efc4c1',
    colorSuccessBg: '#f0f6ec',
    colorSuccessBorder: '#c6dcb9',
    colorPrimaryBg: '#e6f0ee',
    colorPrimaryHover: '#0d4a46',
    colorPrimaryActive: '#0a3b38',
    borderRadius: 4,
    fontSize: 15,
    lineHeight: 1.6,
    controlHeight: 36,
    fontFamily,
    wireframe: false,
    // Components wait for the end of their motions, so those that are not wanted are not begun.
    motion: !matchMedia('(prefers-reduced-motion: reduce)').matches,
    motionDurationMid: '0.12s',
    motionDurationSlow: '0.16s',
  },
  components: {
    Table: {
      headerBg: '#efeee8',
      headerColor: '#3a423d',
      cellPaddingBlock: 9,
      cellPaddingInline: 12,
      cellPaddingBlockSM: 8,
      cellPaddingInlineSM: 10,
      cellFontSizeSM: 14,
      rowHoverBg: '#faf9f5',
    },
    Alert: { withDescriptionPadding: '12px 16px', defaultPadding: '8px 12px' },
    Modal: { titleFontSize: 18 },
    Button: { fontWeight: 500, primaryShadow: 'none', defaultShadow: 'none' },
    Tag: { defaultBg: '#efeee8', defaultColor: '#3a423d' },
  },
}
