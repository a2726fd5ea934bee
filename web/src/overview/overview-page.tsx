import { ArrowLeftOutlined, BarChartOutlined } from '@ant-design/icons';
import { Alert, Button, Result, Spin } from 'antd';
import { useState } from 'react';
import { ServiceProblem, type Person, type Service } from '../api.js';
import { showDay } from '../business-time.js';
import { PersonSwitcher } from '../components/person-switcher.js';
import { usePolling } from '../hooks/use-polling.js';
import { useService } from '../hooks/use-service.js';
import { recallPlace, rememberPlace } from '../place.js';
import { CaseTable } from './case-table.js';
import type { Overview } from '../../../src/terms/overview.js';
import { FIRST_VIEW, searchOf, type View } from './overview-data.js';
import { NudgeLedgerSection } from './nudge-ledger.js';
import { OverviewFilters } from './overview-filters.js';
import { TimeLeftChart } from './time-left-chart.js';
import { useNarrow } from '../hooks/use-narrow.js';
import './overview.css';

const EVERY = 10_000;
const NOBODY = { unread: 0, cards: 0 } as const;

/** 管理总览: open cases of one's projects by the time they have left. */
export default function OverviewPage() {
  const people = usePeople();
  const [personId, setPersonId] = useState(() => recallPlace().person);
  const [view, setView] = useState<View>(FIRST_VIEW);
  const person = people?.find(({ id }) => id === personId) ?? people?.[0];
  // Signed in, one looks for oneself.
  const alone = people?.length === 1;
  const { overview, problem } = useOverview(person?.id ?? null, view);
  const switchTo = (id: string): void => {
    rememberPlace({ person: id, chat: '' });
    setPersonId(id);
    setView(FIRST_VIEW);
  };
  return (
    <div className="overview">
      <header className="overview-top">
        <Button icon={<ArrowLeftOutlined />} href="#" data-testid="to-chats">
          {alone ? '返回' : '会话'}
        </Button>
        <h1>
          <BarChartOutlined aria-hidden /> 管理总览
        </h1>
        {people !== null && person !== undefined && !alone && <PersonSwitcher people={people} person={person} awaiting={() => NOBODY} onSwitch={switchTo} />}
        {overview !== null && <Now iso={overview.now} />}
      </header>
      <main className="overview-body">
        <Body overview={overview} personId={person?.id ?? null} problem={problem} view={view} onView={setView} />
      </main>
    </div>
  );
}

interface BodyProps {
  readonly overview: Overview | null;
  readonly personId: string | null;
  readonly problem: string | null;
  readonly view: View;
  readonly onView: (view: View) => void;
}

function Body({ overview, personId, problem, view, onView }: BodyProps) {
  const narrow = useNarrow();
  if (overview === null) {
    return problem === null ? (
      <Spin size="large" className="overview-wait" />
    ) : (
      <Result status="info" title={problem} subTitle="可以在上方切换到项目总监、总经理等管理人员。" />
    );
  }
  return (
    <>
      {problem !== null && <Alert type="warning" showIcon title={problem} />}
      <TimeLeftChart chart={overview.chart} chosen={view.left} onChoose={(left) => onView({ ...view, left, page: 1 })} />
      <OverviewFilters view={view} overview={overview} sortable={narrow} onView={onView} />
      <CaseTable overview={overview} view={view} onView={onView} />
      {personId !== null && <NudgeLedgerSection key={personId} personId={personId} />}
    </>
  );
}

function Now({ iso }: { readonly iso: string }) {
  const { date, weekday } = showDay(iso.slice(0, 10));
  return (
    <p className="overview-now quiet">
      {date} {weekday} {iso.slice(11, 16)}
    </p>
  );
}

function usePeople(): readonly Person[] | null {
  const service = useService();
  const [people, setPeople] = useState<readonly Person[] | null>(null);
  usePolling(async () => setPeople(await peopleOrMe(service)), 60_000, 'people');
  return people;
}

/** Without the local channel there is nobody to switch to. */
async function peopleOrMe(service: Service): Promise<readonly Person[]> {
  try {
    return await service.people();
  } catch (problem) {
    if (!(problem instanceof ServiceProblem) || problem.status !== 404) throw problem;
    const { personId, name } = await service.me();
    return [{ id: personId, name, roles: [], projects: [] }];
  }
}

/** What was read for another person or another view is never shown for this one's. */
function useOverview(personId: string | null, view: View): { readonly overview: Overview | null; readonly problem: string | null } {
  const service = useService();
  const search = personId === null ? null : searchOf(view, personId);
  const [read, setRead] = useState<{ readonly person: string | null; readonly overview: Overview | null; readonly problem: string | null }>({
    person: null,
    overview: null,
    problem: null,
  });
  usePolling(
    async () => {
      if (search === null) return;
      try {
        const overview = await service.overview(search);
        setRead({ person: personId, overview, problem: null });
      } catch (problem) {
        const words = problem instanceof ServiceProblem ? problem.message : '总览没有读到，请稍后再试。';
        const away = problem instanceof ServiceProblem && problem.away;
        setRead((before) => ({ person: personId, overview: away && before.person === personId ? before.overview : null, problem: words }));
        throw problem;
      }
    },
    EVERY,
    search ?? '',
  );
  return read.person === personId ? read : { overview: null, problem: null };
}
