import { lazy, Suspense, useCallback, useMemo, useState } from 'react';
import { createService } from './api.js';
import { ConnectionNotice } from './components/connection-notice.js';
import { Desk } from './components/desk.js';
import { forgetReadMarks } from './hooks/use-read-marks.js';
import { useAddress } from './hooks/use-address.js';
import { forgetPlace } from './place.js';
import { ServiceContext } from './hooks/use-service.js';

/** Its table is read by managers only. */
const OverviewPage = lazy(() => import('./overview/overview-page.js'));

export function App() {
  const address = useAddress();
  const [reachable, setReachable] = useState(true);
  const [run, setRun] = useState(1);
  const service = useMemo(() => createService(setReachable), []);
  // Everything read so far belongs to the demonstration that has ended: begin with an empty page.
  const startAgain = useCallback(() => {
    forgetReadMarks();
    forgetPlace();
    setRun((now) => now + 1);
  }, []);

  return (
    <ServiceContext value={service}>
      <ConnectionNotice reachable={reachable} />
      {address === 'overview' ? (
        <Suspense>
          <OverviewPage />
        </Suspense>
      ) : (
        <Desk key={run} reachable={reachable} onRestarted={startAgain} />
      )}
    </ServiceContext>
  );
}
