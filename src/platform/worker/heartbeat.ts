/** Tells a dead-man's switch that the service is well; silence is the alarm (HEARTBEAT_URL). */
export async function sendHeartbeat(url: string, head: string | null): Promise<void> {
  const target = new URL(url);
  if (head !== null) target.searchParams.set('head', head);
  const answer = await fetch(target, { method: 'GET', signal: AbortSignal.timeout(5000) });
  await answer.body?.cancel();
}
