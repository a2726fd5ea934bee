import { sqlTime } from '../../platform/database/source.js';
import { open } from '../../platform/database/open.js';
import type { Tx } from '../../platform/database/transaction.js';
import { dayOf, type Instant } from '../../terms/instants.js';
import type { Judged } from '../domain/verdict.js';
import { businessTime } from './business-time.js';

export interface Alert {
  readonly companyId: string;
  readonly kind: string;
  readonly text: string;
  /** Business time. */
  readonly at: Instant;
  /** One alert a kind and subject. */
  readonly subject: string;
}

// The id follows from what makes an alert the same one, so that no randomness is needed here.
const RAISE = `
insert into alert (id, company_id, kind, text, at, subject)
select md5(company_id || '/' || kind || '/' || subject)::uuid, company_id, kind, text, at, subject
from unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::text[]) as a (company_id, kind, text, at, subject)
on conflict do nothing`;

/** Writes alerts for the administrator; one that stands already is not written again. Returns how many are new. */
export async function raiseAlerts(tx: Tx, alerts: readonly Alert[]): Promise<number> {
  if (alerts.length === 0) return 0;
  return open(tx).run(RAISE, [
    alerts.map((one) => one.companyId),
    alerts.map((one) => one.kind),
    alerts.map((one) => one.text),
    alerts.map((one) => sqlTime(one.at)),
    alerts.map((one) => one.subject),
  ]);
}

/** Writes one alert; see `raiseAlerts`. */
export async function raiseAlert(tx: Tx, alert: Alert): Promise<void> {
  await raiseAlerts(tx, [alert]);
}

const RAISE_UNSERVED = `
insert into alert (id, company_id, kind, text, at, subject)
select md5(s.company_id || '/channel-missing/' || s.channel)::uuid, s.company_id, 'channel-missing',
  '有消息等待发出,但本服务没有配置渠道 ' || s.channel, ${businessTime('s.company_id', '$3')}, s.channel
from unnest($1::text[], $2::text[]) as s (company_id, channel)
on conflict do nothing`;

/** Tells the administrator that messages wait for a channel this service does not have. */
export async function raiseUnserved(tx: Tx, stuck: readonly { companyId: string; channel: string }[], machineNow: Instant): Promise<void> {
  await open(tx).run(RAISE_UNSERVED, [stuck.map((one) => one.companyId), stuck.map((one) => one.channel), sqlTime(machineNow)]);
}

const RAISE_ALARMS = `
insert into alert (id, company_id, kind, text, at, subject)
select md5(a.company_id || '/sms-provider/' || a.subject)::uuid, a.company_id, 'sms-provider', a.text, ${businessTime('a.company_id', '$4')}, a.subject
from unnest($1::text[], $2::text[], $3::text[]) as a (company_id, text, subject)
on conflict do nothing`;

/** What is wrong with a provider, once a day however many SMS meet it. */
export async function raiseAlarms(tx: Tx, judged: readonly Judged[], machineNow: Instant): Promise<void> {
  const alarms = judged.flatMap(({ row, verdict }) => ('alarm' in verdict ? [{ companyId: row.companyId, text: verdict.alarm }] : []));
  if (alarms.length === 0) return;
  await open(tx).run(RAISE_ALARMS, [
    alarms.map((one) => one.companyId),
    alarms.map((one) => one.text),
    alarms.map((one) => `${dayOf(machineNow)}:${one.text}`),
    sqlTime(machineNow),
  ]);
}
