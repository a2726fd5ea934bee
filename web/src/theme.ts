import type { ThemeConfig } from 'antd';

/** Greys and greens that keep a contrast of at least 4.5 on white and on the panes' grey. */
export const theme: ThemeConfig = {
  token: {
    colorPrimary: '#0b6b5d',
    colorInfo: '#0b6b5d',
    colorLink: '#0b6b5d',
    colorSuccess: '#1f7a3d',
    colorError: '#b42318',
    colorWarning: '#9a5b00',
    colorText: '#1c2624',
    colorTextSecondary: '#4a5755',
    colorTextTertiary: '#586462',
    colorTextDescription: '#586462',
    colorTextPlaceholder: '#66716f',
    colorTextDisabled: '#66716f',
    colorSuccessBg: '#e6f4ea',
    colorSuccessBorder: '#b5d9c0',
    colorWarningBg: '#fff3df',
    colorWarningBorder: '#f0d9b4',
    controlItemBgActive: '#e3f2ee',
    controlItemBgActiveHover: '#d6ebe5',
    colorBorder: '#c9d3d0',
    colorBorderSecondary: '#e1e8e6',
    borderRadius: 8,
    fontSize: 14,
    fontFamily: '"PingFang SC","Microsoft YaHei","Noto Sans SC",sans-serif',
  },
  components: {
    Button: { primaryShadow: 'none', defaultShadow: 'none', dangerShadow: 'none' },
  },
};

/** For people who asked for less motion: the page's styles end every animation, and Ant Design must not wait for one. */
export const stillTheme: ThemeConfig = { ...theme, token: { ...theme.token, motion: false } };
