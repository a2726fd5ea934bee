import { Alert, Button, Result, Spin } from 'antd';
import { useEffect, useState } from 'react';
import type { SignInWay } from '../api.js';
import { useService } from '../hooks/use-service.js';

/** Why a sign-in led nowhere, by what the service put behind #. */
const TROUBLES: Readonly<Record<string, string>> = {
  'sign-in-state': '这次登录已失效，请重新登录。',
  'sign-in-code': '平台没有确认您的身份，请重新登录。',
  'sign-in-unknown': '您还不在人员名单里，请联系管理员加入后再登录。',
};

/** The page is open in the platform's own app: it signs in without a scan. */
const isInside = (channel: string): boolean => (channel === 'wecom' ? /wxwork/i : /dingtalk/i).test(navigator.userAgent);

/** Sign-in by the platforms of this service. */
export function SignIn({ trouble }: { readonly trouble: string }) {
  const service = useService();
  const [ways, setWays] = useState<readonly SignInWay[] | null>(null);
  useEffect(() => {
    service.signInWays().then(({ ways: found }) => setWays(found), () => setWays([]));
  }, [service]);
  if (ways === null) return <Spin size="large" className="setup-wait" />;
  if (ways.length === 0) return <Result status="info" title="还没有接入企业微信或钉钉" subTitle="接入后由管理员在这里设置公司。" />;
  const said = TROUBLES[trouble];
  return (
    <main className="setup-sign-in">
      <h1>登录客诉助手</h1>
      {said !== undefined && <Alert type="warning" showIcon title={said} />}
      {ways.map(({ channel, name }) => (
        <Button key={channel} type="primary" size="large" block href={`/api/sign-in/${channel}?to=${encodeURIComponent('/#setup')}${isInside(channel) ? '&inside=1' : ''}`} data-testid={`sign-in-${channel}`}>
          用{name}登录
        </Button>
      ))}
    </main>
  );
}
