import { createCipheriv, createHash, createHmac, randomBytes } from 'node:crypto';
import { complaint, personOf } from './company.js';

/** The apps and the bot of the bench, as the service and Satori are both configured with them. */
export const APPS = {
  corpId: 'ww1436e0e65a779aee',
  agentId: '1000002',
  botId: 'aib-bench',
  token: 'QDG6eK',
  aesKey: 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C',
  secret: 'bench-secret',
  clientId: 'dingbench',
  dingtalkCorp: 'dingbenchcorp',
} as const;

/** A callback as the platform sends it. */
export interface Posted {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Dossier §6: what is sealed is random, length, text and whom it is for, filled up to blocks of 32. */
function sealed(text: string, receiver: string): { readonly encrypt: string; readonly query: string } {
  const key = Buffer.from(`${APPS.aesKey}=`, 'base64');
  const message = Buffer.from(text);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(message.length);
  const bare = Buffer.concat([randomBytes(16), length, message, Buffer.from(receiver)]);
  const pad = 32 - (bare.length % 32);
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  const encrypt = Buffer.concat([cipher.update(Buffer.concat([bare, Buffer.alloc(pad, pad)])), cipher.final()]).toString('base64');
  const [timestamp, nonce] = [String(Math.floor(Date.now() / 1000)), randomBytes(8).toString('hex')];
  const signature = createHash('sha1').update([APPS.token, timestamp, nonce, encrypt].sort().join('')).digest('hex');
  return { encrypt, query: new URLSearchParams({ msg_signature: signature, timestamp, nonce }).toString() };
}

/** To the self-built app: XML. */
export function toWecomApp(index: number): Posted {
  const seconds = Math.floor(Date.now() / 1000);
  const text = `<xml><ToUserName><![CDATA[${APPS.corpId}]]></ToUserName><FromUserName><![CDATA[${personOf(index)}]]></FromUserName><CreateTime>${seconds}</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[${complaint(index)}]]></Content><MsgId>${7_000_000_000_000_000_000n + BigInt(index)}</MsgId><AgentID>${APPS.agentId}</AgentID></xml>`;
  const { encrypt, query } = sealed(text, APPS.corpId);
  const body = `<xml><ToUserName><![CDATA[${APPS.corpId}]]></ToUserName><AgentID><![CDATA[${APPS.agentId}]]></AgentID><Encrypt><![CDATA[${encrypt}]]></Encrypt></xml>`;
  return { path: `?${query}`, headers: { 'content-type': 'text/xml' }, body };
}

/** To the bot in callback mode: JSON. */
export function toWecomBot(index: number, apiUrl: string): Posted {
  const text = JSON.stringify({
    ...{ msgid: `bench-${index}`, aibotid: APPS.botId, chattype: 'single', from: { userid: personOf(index) } },
    ...{ response_url: `${apiUrl}/cgi-bin/aibot/response?response_code=${index}`, msgtype: 'text', text: { content: complaint(index) } },
  });
  const { encrypt, query } = sealed(text, '');
  return { path: `?${query}`, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ encrypt }) };
}

/** What DingTalk's robot brings, by Stream and over HTTP alike. */
export function dingtalkMessage(index: number): string {
  const person = personOf(index);
  return JSON.stringify({
    ...{ msgtype: 'text', text: { content: ` ${complaint(index)}` }, msgId: `bench${index}==`, createAt: Date.now(), conversationType: '1', conversationId: `cid${person}==` },
    ...{ senderStaffId: person, senderId: `$:LWCP_v1:$${person}`, senderNick: person, senderCorpId: APPS.dingtalkCorp, chatbotCorpId: APPS.dingtalkCorp, robotCode: APPS.clientId, atUsers: [] },
  });
}

/** To the robot over HTTP. */
export function toDingtalkRobot(index: number): Posted {
  const timestamp = String(Date.now());
  const sign = createHmac('sha256', APPS.secret).update(`${timestamp}\n${APPS.secret}`).digest('base64');
  return { path: '', headers: { 'content-type': 'application/json', timestamp, sign }, body: dingtalkMessage(index) };
}
