import { XProvider } from '@ant-design/x';
import xChinese from '@ant-design/x/locale/zh_CN';
import { App as AntApp } from 'antd';
import antChinese from 'antd/locale/zh_CN';
import dayjs from 'dayjs';
import 'dayjs/locale/zh-cn';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.js';
import './styles/page.css';
import './styles/top-bar.css';
import './styles/chat-list.css';
import './styles/chat.css';
import './styles/composer.css';
import './styles/phones.css';
import { stillTheme, theme } from './theme.js';

dayjs.locale('zh-cn');
const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
const root = document.getElementById('root');
if (root === null) throw new Error('#root is missing');

createRoot(root).render(
  <StrictMode>
    <XProvider locale={{ ...antChinese, ...xChinese }} theme={still ? stillTheme : theme} button={{ autoInsertSpace: false }}>
      <AntApp component={false} message={{ top: 56 }}>
        <App />
      </AntApp>
    </XProvider>
  </StrictMode>,
);
