import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Figures asked of the database when /metrics is read. */
export interface Backlog {
  readonly inboxOldestSeconds: number;
  readonly clockOldestSeconds: number;
  readonly outgoingOldestSeconds: number;
  readonly poolWaiting: number;
}

export class Metrics {
  private readonly registry = new Registry();
  readonly inbound = new Counter({ name: 'kesu_inbound_total', help: '收到的消息与点击', labelNames: ['kind'], registers: [this.registry] });
  readonly refused = new Counter({ name: 'kesu_refused_total', help: '被拒绝的请求', labelNames: ['why'], registers: [this.registry] });
  readonly storySeconds = new Histogram({
    name: 'kesu_story_seconds',
    help: '处理一件事用的时间(秒)',
    labelNames: ['story'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
    registers: [this.registry],
  });
  readonly timerLateness = new Histogram({
    name: 'kesu_timer_lateness_seconds',
    help: '到期事项比应处理时间晚了多少(秒)',
    buckets: [0.1, 0.5, 1, 2, 5, 15, 60, 600],
    registers: [this.registry],
  });
  readonly faults = new Gauge({ name: 'kesu_audit_faults', help: '最近一次自查发现的问题数', registers: [this.registry] });
  readonly socketGap = new Gauge({ name: 'kesu_platform_gap_seconds', help: '机器人长连接最近一次无人持有的时间(秒)', labelNames: ['platform'], registers: [this.registry] });
  readonly quotaUsed = new Gauge({ name: 'kesu_platform_quota_used', help: '本月已用的平台额度', labelNames: ['platform', 'quota'], registers: [this.registry] });
  private readonly oldest = new Gauge({
    name: 'kesu_oldest_seconds',
    help: '最早一条未处理记录的等待时间(秒)',
    labelNames: ['queue'],
    registers: [this.registry],
  });
  private readonly poolWaiting = new Gauge({ name: 'kesu_pool_waiting', help: '等数据库连接的请求数', registers: [this.registry] });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  async text(backlog: Backlog): Promise<string> {
    this.oldest.set({ queue: 'inbox' }, backlog.inboxOldestSeconds);
    this.oldest.set({ queue: 'clock' }, backlog.clockOldestSeconds);
    this.oldest.set({ queue: 'outgoing' }, backlog.outgoingOldestSeconds);
    this.poolWaiting.set(backlog.poolWaiting);
    return this.registry.metrics();
  }
}
