/**
 * A stand-in for the service while the page is being built: contracts.md §4 in memory, with one short story.
 * Start it with `node web/dev/fake-service.mjs`, then `SERVICE_URL=http://127.0.0.1:3999 npx vite web`.
 * Given a folder (`node web/dev/fake-service.mjs dist/web`) it serves the built page too.
 */
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import { GROUPS, PEOPLE } from './fake-people.mjs';

const [folder] = process.argv.slice(2);
const port = Number(process.env.PORT ?? 3999);
const SHANGHAI = 8 * 3600_000;
const iso = (ms) => `${new Date(ms + SHANGHAI).toISOString().slice(0, 19)}+08:00`;

let now, seq, messages, cards, sms, drafts, numbers;
function reset(at) {
  now = Date.parse(at);
  seq = 0;
  messages = [];
  cards = new Map();
  sms = [];
  drafts = new Map();
  numbers = 0;
}
reset('2026-03-02T09:00:00+08:00');

const say = (chat, from, text, card = null) => {
  const message = { seq: ++seq, at: iso(now), from, to: chat, text, card };
  messages.push({ chat, message });
  if (card) cards.set(card.id, { card, chat });
};
const text = (to, words) => sms.push({ seq: ++seq, at: iso(now), to, template: 'registered', text: words });
const button = (action, label, input = null) => ({ action, label, input });

function hear({ chat, from, text: words, attachments = [] }) {
  say(chat, from, words);
  const draft = drafts.get(from);
  if (words.includes('台账')) return say(chat, 'bot', '本月共登记投诉 1 件，其中重要 1 件。\n完整内容请点页面上方的「下载台账」。');
  if (words.includes('帮助')) return say(chat, 'bot', '您可以这样用：\n1. 直接发业主的话来登记投诉\n2. 发「我的待办」看手上的事\n3. 发投诉编号查进展');
  if (!draft && /投诉|漏|赔|来电/.test(words)) {
    drafts.set(from, { words, asked: 1, files: attachments.length });
    return say(chat, 'bot', '收到，业主反映厨房反复漏水，先替您安抚一下业主。\n还想确认一点：业主怎么称呼，电话是多少？');
  }
  if (draft?.asked === 1) {
    draft.asked = 2;
    const facts = [['类型', '投诉'], ['类别', '工程质量'], ['房号', '3栋2单元1501'], ['业主', '王女士 138****8000'], ['诉求', '厨房漏水第三次，要求赔偿 ¥8,000.00'], ['风险提示', '扬言找媒体（尚未发生）']];
    if (draft.files > 0) facts.push(['附件', `${draft.files} 个`]);
    return say(chat, 'bot', '好的，请核对：', {
      id: `draft${seq}`, title: '投诉草稿', state: 'open', facts: facts.map(([label, value]) => ({ label, value })), basis: [],
      buttons: [button('confirm', '确认登记'), button('edit', '修改', 'text'), button('cancel', '取消')],
    });
  }
  return say(chat, 'bot', `这句我没有听懂：「${words.slice(0, 40)}」。\n可以发业主的原话来登记投诉，或发「帮助」。`);
}

function tap(id, { by, action, input = {} }) {
  const held = cards.get(id);
  if (!held) return { accepted: false, message: '这张卡片已经不在了。' };
  if (held.card.state !== 'open') return { accepted: false, message: '这张卡片已经处理过了。' };
  if (action === 'confirm') register(held, by);
  else if (action === 'cancel') Object.assign(held.card, { state: 'void', buttons: [] });
  else if (action === 'approve' || action === 'reject') {
    if (held.chat !== by) return { accepted: false, message: '这一步不由您审批。' };
    if (action === 'reject' && !input.reason) return { accepted: false, message: '驳回请写明原因。' };
    Object.assign(held.card, { state: 'done', buttons: [] });
    held.card.facts.push({ label: '结果', value: action === 'approve' ? '已同意' : `已驳回：${input.reason}` });
    say('staff1', 'bot', `财务总监${action === 'approve' ? '已同意' : '已驳回'}，下一步由项目总监审核。`);
  } else if (action === 'delegate') return { accepted: false, message: '只能转给您的代理人，请换一位同事。' };
  else say(held.chat, 'bot', `好的，已记下：${input.text ?? ''}`);
  return { accepted: true, message: '已记下' };
}

function register(held, by) {
  Object.assign(held.card, { state: 'done', title: '投诉草稿', buttons: [] });
  const number = `LH-20260302-${String(++numbers).padStart(4, '0')}`;
  held.card.facts.push({ label: '编号', value: number });
  drafts.delete(by);
  say(held.chat, 'bot', `已登记 ${number}\n滨江一号 · 厨房漏水\n受理人：吴倩`);
  text('13800138000', `【客诉助手】王女士您好，您反映的问题已登记，编号${number}，我们会尽快与您联系。`);
  for (const who of ['finance1', 'pd1']) {
    say(who, 'bot', '', {
      id: `ap-${who}-${numbers}`, title: `投诉审核 ${number}`, state: 'open',
      facts: [['级别', '重要'], ['类别', '工程质量'], ['房号', '3栋2单元1501'], ['索赔金额', '¥8,000.00'], ['风险提示', '扬言找媒体（尚未发生）'], ['审核时限', '3月3日 09:00']].map(([label, value]) => ({ label, value })),
      basis: ['LF-A5', 'LF-L2e'], buttons: [button('approve', '同意'), button('reject', '驳回', 'reason'), button('delegate', '转给', 'person')],
    });
  }
}

function move({ advance, to }) {
  const hours = /^PT(\d+)H$/.exec(advance ?? '')?.[1];
  const target = to ? Date.parse(to) : now + Number(hours) * 3600_000;
  if (!(target >= now)) return { status: 400, body: { message: '时间只能往后拨。' } };
  now = target;
  if (numbers > 0) text('13800138000', '【客诉助手】王女士您好，您的投诉正在处理，工程师将上门查看，请保持电话畅通。');
  return { status: 200, body: { now: iso(now), frozen: true } };
}

async function answer(request) {
  const url = new URL(request.url, 'http://x');
  const after = Number(url.searchParams.get('after') ?? 0);
  let body = '';
  for await (const part of request) body += part;
  const given = body ? JSON.parse(body) : {};
  const [, chat] = /^\/api\/simulator\/chats\/([^/]+)\/messages$/.exec(url.pathname) ?? [];
  const [, card] = /^\/api\/simulator\/cards\/([^/]+)\/taps$/.exec(url.pathname) ?? [];
  if (chat) return { status: 200, body: messages.filter((m) => m.chat === decodeURIComponent(chat) && m.message.seq > after).map((m) => m.message) };
  if (card) return { status: 200, body: tap(decodeURIComponent(card), given) };
  if (url.pathname === '/api/overview') {
    const chart = ['overdue', 'hours', 'today', 'week', 'later', 'none'].map((left) => ({ left, count: 0 }));
    return { status: 200, body: { now: iso(now), rows: [], total: 0, page: 1, size: 20, chart, projects: [], handlers: [] } };
  }
  if (url.pathname === '/api/delivery') {
    const counts = ['answered', 'delivered', 'merged', 'moved', 'withdrawn', 'failed', 'underway'].map((fate) => ({ fate, count: 0 }));
    const day = iso(now).slice(0, 10);
    return { status: 200, body: { now: iso(now), from: day, to: day, due: 0, counts, difference: 0, rows: [], total: 0, page: 1, size: 20 } };
  }
  if (url.pathname.startsWith('/api/ledger')) return { status: 200, body: '编号,项目\n', type: 'text/csv; charset=utf-8' };
  switch (`${request.method} ${url.pathname.replace('/api/simulator', '')}`) {
    case 'GET /people': return { status: 200, body: PEOPLE };
    case 'GET /chats': return { status: 200, body: [...GROUPS, ...PEOPLE.map(({ id, name }) => ({ id, title: name, kind: 'private', project: null }))] };
    case 'GET /sms': return { status: 200, body: sms.filter((one) => one.seq > after) };
    case 'GET /clock': return { status: 200, body: { now: iso(now), frozen: true } };
    case 'POST /clock': return move(given);
    case 'POST /settle': return { status: 200, body: { settled: true } };
    case 'POST /reset': reset(given.at); return { status: 200, body: {} };
    case 'POST /messages': setTimeout(() => hear(given), 150); return { status: 202, body: { messageId: String(Math.random()) } };
    default: return null;
  }
}

const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };
async function file(path) {
  const name = path === '/' ? 'index.html' : normalize(path).replace(/^(\.\.[/\\])+/, '');
  return { status: 200, type: TYPES[extname(name)] ?? 'application/octet-stream', raw: await readFile(join(folder, name)) };
}

createServer(async (request, response) => {
  const reply = (await answer(request)) ?? (folder ? await file(new URL(request.url, 'http://x').pathname).catch(() => null) : null);
  if (!reply) return response.writeHead(404, { 'content-type': 'application/json' }).end('{"message":"没有这个地址"}');
  response.writeHead(reply.status, { 'content-type': reply.type ?? 'application/json; charset=utf-8' });
  response.end(reply.raw ?? (reply.type ? reply.body : JSON.stringify(reply.body)));
}).listen(port, '127.0.0.1', () => console.log(`http://127.0.0.1:${port}`));
