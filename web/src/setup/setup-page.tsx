import { SettingOutlined } from '@ant-design/icons';
import { Alert, App as AntApp, Button, Result, Spin } from 'antd';
import { useCallback, useEffect, useState } from 'react';
import type { SetupView, SetupWanted, SignedIn } from '../../../src/terms/setup.js';
import { ServiceProblem, type Service } from '../api.js';
import { useService } from '../hooks/use-service.js';
import { CompanyPart } from './company-part.js';
import { DutiesPart, DeputiesPart } from './cover-parts.js';
import { GroupsPart } from './groups-part.js';
import { HoldersPart } from './holders-part.js';
import { ProjectsPart } from './projects-part.js';
import type { Save } from './part.js';
import { SignIn } from './sign-in.js';
import { Standing } from './standing.js';
import './setup.css';

interface Props {
  /** What is behind # in the address: `setup`, or why a sign-in failed. */
  readonly trouble: string;
}

/** 设置: everything a company needs before it takes complaints, for its administrators. */
export default function SetupPage({ trouble }: Props) {
  const { me, view, problem, put } = useSetup();
  const [part, setPart] = useState('company');
  if (me === 'unknown') return <Spin size="large" className="setup-wait" />;
  if (me === null) return <SignIn trouble={trouble} />;
  return (
    <div className="setup">
      <header className="setup-top">
        <h1>
          <SettingOutlined aria-hidden /> 设置
        </h1>
        <p className="quiet">
          {view?.name ?? me.company} · {me.name}
        </p>
        <Button href="#overview">管理总览</Button>
        <SignOut />
      </header>
      <main className="setup-body">
        {problem !== null && <Result status="info" title={problem} />}
        {view !== null && <Form key={view.version} view={view} put={put} part={part} onPart={setPart} />}
      </main>
    </div>
  );
}

function SignOut() {
  const service = useService();
  const leave = async (): Promise<void> => {
    await service.signOut();
    window.location.hash = 'setup';
    window.location.reload();
  };
  return (
    <Button onClick={() => void leave()} data-testid="sign-out">
      退出登录
    </Button>
  );
}

const PARTS = [
  { key: 'company', label: '公司与制度', Part: CompanyPart },
  { key: 'projects', label: '项目', Part: ProjectsPart },
  { key: 'holders', label: '岗位人员', Part: HoldersPart },
  { key: 'groups', label: '群', Part: GroupsPart },
  { key: 'deputies', label: '副手', Part: DeputiesPart },
  { key: 'duties', label: '值班', Part: DutiesPart },
] as const;

interface FormProps {
  readonly view: SetupView;
  readonly put: (view: SetupView) => void;
  readonly part: string;
  readonly onPart: (part: string) => void;
}

function Form({ view, put, part, onPart }: FormProps) {
  const [wanted, setWanted] = useState<SetupWanted>(view);
  const { busy, trouble, save } = useSave(put);
  const changed = JSON.stringify(wantedOf(wanted)) !== JSON.stringify(wantedOf(view));
  const change = (changed: Partial<SetupWanted>): void => setWanted((now) => ({ ...now, ...changed }));
  const parts = { view, wanted, change, save };
  const { Part } = PARTS.find(({ key }) => key === part) ?? PARTS[0];
  return (
    <>
      <Standing view={view} busy={busy} save={save} />
      {trouble !== null && <Alert type="error" showIcon title={<span className="setup-lines">{trouble}</span>} data-testid="setup-trouble" />}
      <nav className="setup-nav" aria-label="设置的各部分">
        {PARTS.map(({ key, label }) => (
          <Button key={key} type={key === part ? 'primary' : 'default'} aria-current={key === part ? 'page' : undefined} onClick={() => onPart(key)} data-testid={`part-${key}`}>
            {label}
          </Button>
        ))}
      </nav>
      <section className="setup-card">
        <Part {...parts} />
      </section>
      <div className="setup-save">
        <span className="quiet">{changed ? '有改动还没有保存' : '没有未保存的改动'}</span>
        <Button type="primary" disabled={!changed} loading={busy} onClick={() => void save((service) => service.saveSetup(wantedOf(wanted)), '已保存')} data-testid="setup-save">
          保存
        </Button>
      </div>
    </>
  );
}

/** What is sent: the page's own view holds more. */
const wantedOf = ({ version, name, pack, projects, holdings, deputies, duties, groups }: SetupWanted): SetupWanted => ({ version, name, pack, projects, holdings, deputies, duties, groups });

function useSave(put: (view: SetupView) => void): { readonly busy: boolean; readonly trouble: string | null; readonly save: Save } {
  const service = useService();
  const { message } = AntApp.useApp();
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<string | null>(null);
  const save: Save = async (work, said) => {
    setBusy(true);
    try {
      put(await work(service));
      setTrouble(null);
      void message.success(said);
    } catch (problem) {
      setTrouble(problem instanceof ServiceProblem ? problem.message : '没有保存成功，请稍后再试。');
    } finally {
      setBusy(false);
    }
  };
  return { busy, trouble, save };
}

interface Read {
  /** Null: nobody is signed in. */
  readonly me: SignedIn | null | 'unknown';
  readonly view: SetupView | null;
  readonly problem: string | null;
}

function useSetup(): Read & { readonly put: (view: SetupView) => void } {
  const service = useService();
  const [read, setRead] = useState<Read>({ me: 'unknown', view: null, problem: null });
  useEffect(() => {
    let gone = false;
    void readSetup(service).then((found) => {
      if (!gone) setRead(found);
    });
    return () => {
      gone = true;
    };
  }, [service]);
  const put = useCallback((view: SetupView) => setRead((now) => ({ ...now, view })), []);
  return { ...read, put };
}

async function readSetup(service: Service): Promise<Read> {
  try {
    const me = await service.me();
    if (!me.administrator) return { me, view: null, problem: '设置页由管理员使用。' };
    return { me, view: await service.setup(), problem: null };
  } catch (problem) {
    const signedOut = problem instanceof ServiceProblem && problem.status === 401;
    return { me: null, view: null, problem: signedOut ? null : '设置没有读到，请刷新页面再试。' };
  }
}
