import { Alert, Button, Input, Select } from 'antd';
import { useState } from 'react';
import { platformName } from '../../../src/terms/platform.js';
import type { SetupView } from '../../../src/terms/setup.js';
import { ServiceProblem } from '../api.js';
import { useService } from '../hooks/use-service.js';
import { SEARCH } from './part.js';

/** A further company on the same platform, for groups of companies that share one WeCom or DingTalk. */
export function FurtherCompany({ view }: { readonly view: SetupView }) {
  const service = useService();
  const [name, setName] = useState('');
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [said, setSaid] = useState<{ readonly good: boolean; readonly text: string } | null>(null);
  if (view.departments.length === 0) return null;
  const options = view.departments.map((one) => ({ value: `${one.channel} ${one.id}`, label: `${platformName(one.channel)} ${one.name}` }));
  const [channel = ''] = (chosen[0] ?? '').split(' ');
  const make = async (): Promise<void> => {
    try {
      const { code } = await service.furtherCompany({ name, channel, departments: chosen.filter((one) => one.startsWith(`${channel} `)).map((one) => one.slice(channel.length + 1)) });
      setSaid({ good: true, text: `已建好。请让新公司的管理员在 30 分钟内把口令 ${code} 私聊发给机器人。` });
    } catch (problem) {
      setSaid({ good: false, text: problem instanceof ServiceProblem ? problem.message : '没有建成，请稍后再试。' });
    }
  };
  return (
    <details className="setup-further">
      <summary>同一个平台上还有别的公司？</summary>
      <div className="setup-fields">
        <label htmlFor="further-name">新公司名称</label>
        <Input id="further-name" value={name} maxLength={60} onChange={(event) => setName(event.target.value)} />
        <label htmlFor="further-departments">它的部门（含下级）</label>
        <Select id="further-departments" mode="multiple" showSearch={SEARCH} value={[...chosen]} options={options} onChange={setChosen} />
        <Button disabled={name.trim() === '' || chosen.length === 0} onClick={() => void make()} data-testid="further-make">
          建立公司
        </Button>
        {said !== null && <Alert type={said.good ? 'success' : 'error'} showIcon title={said.text} />}
      </div>
    </details>
  );
}
