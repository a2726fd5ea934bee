import { lazy, Suspense, useCallback, useEffect, useMemo, useState } from 'react';
import { createService, type Service } from './api.js';
import { ConnectionNotice } from './components/connection-notice.js';
import { Desk } from './components/desk.js';
import { forgetReadMarks } from './hooks/use-read-marks.js';
import { useAddress } from './hooks/use-address.js';
import { forgetPlace } from './place.js';
import { ServiceContext } from './hooks/use-service.js';

/** Its table is read by managers only. */
const SetupPage = lazy(() => import('./setup/setup-page.js'));
const OverviewPage = lazy(() => import('./overview/overview-page.js'));

export function App() {
  const address = useAddress();
  const [reachable, setReachable] = useState(true);
  const [run, setRun] = useState(1);
  const service = useMemo(() => createService(setReachable), []);
  const hasChats = useLocalChannel(service);
  // Everything read so far belongs to the demonstration that has ended: begin with an empty page.
  const startAgain = useCallback(() => {
    forgetReadMarks();
    forgetPlace();
    setRun((now) => now + 1);
  }, []);

  return (
    <ServiceContext value={service}>
      <ConnectionNotice reachable={reachable} />
      {address === 'setup' || address.startsWith('sign-in') || (address !== 'overview' && hasChats === false) ? (
        <Suspense>
          <SetupPage trouble={address} />
        </Suspense>
      ) : address === 'overview' ? (
        <Suspense>
          <OverviewPage />
        </Suspense>
      ) : (
        hasChats === true && <Desk key={run} reachable={reachable} onRestarted={startAgain} />
      )}
    </ServiceContext>
  );
}

/** Whether the service shows chats of its own; null until it has said so. */
function useLocalChannel(service: Service): boolean | null {
  const [local, setLocal] = useState<boolean | null>(null);
  useEffect(() => {
    // An older service, or one that is away, is asked by the chats themselves.
    service.signInWays().then(
      ({ localChannel }) => setLocal(localChannel),
      () => setLocal(true),
    );
  }, [service]);
  return local;
}
