import type { MachineClock } from '../../platform/time/machine-clock.js';
import type { Log } from '../../platform/logging/index.js';
import { NOT_NOW, type ArrivedMessage, type ArrivedTap, type TapAnswer } from '../port/arrival.js';
import type { CallbackAnswer, CallbackHandler, CallbackRequest } from '../port/platform.js';
import { decodeAibot, type AibotReceiver } from './decode-aibot.js';
import { decodeApp, type AppReceiver } from './decode-app.js';
import { WELCOME, type Ears } from './ears.js';
import { AIBOT_CARD, APP_CARD, cardAsXml, drawCard } from './encode.js';
import type { Heard } from './heard.js';
import type { PolledStreams } from './polled-streams.js';
import { RECEIVED, streamPart } from './streams.js';
import { openEnvelope, sealEnvelope, type Envelope, type EnvelopeKeys } from './verify.js';
import { readXml, textIn, writeXml, type XmlContent } from './xml.js';

const MOST_BYTES = 1024 * 1024;

export interface CallbackParts {
  readonly keys: EnvelopeKeys;
  readonly ears: Ears;
  readonly clock: MachineClock;
  readonly log: Log;
  /** So many random bytes. */
  readonly noise: (bytes: number) => Buffer;
  /** Our page; null when nobody outside can open it. */
  readonly page: string | null;
}

const EMPTY: CallbackAnswer = { status: 200, type: 'text/plain; charset=utf-8', body: '' };
const refused = (status: number, why: string): CallbackAnswer => ({ status, type: 'text/plain; charset=utf-8', body: '', refused: why });

/** The envelope named by the address and by what came in; `sealed`: null where there is none. */
function envelopeOf({ query }: CallbackRequest, sealed: string | null): Envelope | null {
  const { msg_signature: signature, timestamp, nonce } = query;
  return signature === undefined || timestamp === undefined || nonce === undefined || sealed === null ? null : { signature, timestamp, nonce, encrypt: sealed };
}

/** Opens a request, or says why not. A GET proves to the console that the address is ours: its answer is the bare text (90238). */
function opened({ keys, clock }: CallbackParts, request: CallbackRequest, sealedIn: (body: string) => string | null): { readonly text: string } | CallbackAnswer {
  if (request.body.length > MOST_BYTES) return refused(413, 'oversized');
  // Base64 has no spaces: one is a + that was decoded twice on its way (dossier §1a).
  const sealed = request.method === 'GET' ? (request.query['echostr']?.replaceAll(' ', '+') ?? null) : sealedIn(request.body.toString('utf8'));
  const envelope = envelopeOf(request, sealed);
  if (envelope === null) return refused(400, 'malformed');
  const read = openEnvelope(keys, envelope, clock.now());
  if (read.ok) return request.method === 'GET' ? { ...EMPTY, body: read.text } : { text: read.text };
  return refused(read.why === 'malformed' ? 400 : 403, read.why);
}

export interface AppCallbackParts extends CallbackParts {
  readonly receiver: AppReceiver;
}

/** A tap shows nothing by itself: where it could not be stored its tapper is told, and only where that fails too may the platform call again. */
async function tapped({ ears, log }: CallbackParts, tap: ArrivedTap, answer: (taken: TapAnswer) => CallbackAnswer | Promise<CallbackAnswer>): Promise<CallbackAnswer> {
  let taken: TapAnswer;
  try {
    taken = await ears.tap(tap);
  } catch (error) {
    log.error({ error }, 'a tap could not be stored; whoever tapped is told');
    if (await ears.notNow(tap)) return EMPTY;
    throw error;
  }
  return answer(taken);
}

/** GET and POST /callbacks/wecom/app: XML, of the self-built app. */
export function appCallback(parts: AppCallbackParts): CallbackHandler {
  const { receiver, ears, clock, keys, log } = parts;
  /** Sealed again, for the member who wrote; the corp is the sender of it. */
  const reply = (userId: string, content: Readonly<Record<string, XmlContent>>): CallbackAnswer => {
    const at = Math.floor(clock.now() / 1000);
    const text = writeXml('xml', { ToUserName: userId, FromUserName: receiver.corpId, CreateTime: at, ...content });
    const { encrypt, signature, timestamp, nonce } = sealEnvelope(keys, text, { timestamp: String(at), nonce: parts.noise(8).toString('hex'), random: parts.noise(16) });
    const body = writeXml('xml', { Encrypt: encrypt, MsgSignature: signature, TimeStamp: Number(timestamp), Nonce: nonce });
    return { status: 200, type: 'text/xml; charset=utf-8', body };
  };
  const redrawn = (tap: ArrivedTap, { accepted, card, message }: TapAnswer): CallbackAnswer => {
    if (!accepted || card === null) return EMPTY;
    // The tapper's own copy, at once; the update that delivery sends is the one that surely works (dossier §1a).
    const { card: drawn } = drawCard(card, { limits: APP_CARD, task: null, note: message, page: parts.page, pictures: [] });
    return reply(tap.sender.id, { MsgType: 'update_template_card', TemplateCard: cardAsXml(drawn) });
  };
  const answerTo = async (heard: Heard): Promise<CallbackAnswer> => {
    switch (heard.kind) {
      case 'refused':
        return refused(heard.why === 'receiver' ? 403 : 400, heard.why);
      case 'tap':
        return tapped(parts, heard.tap, (taken) => redrawn(heard.tap, taken));
      case 'change':
        await ears.changed(heard.change);
        return EMPTY;
      case 'message':
        try {
          await ears.message(heard.message);
          return EMPTY;
        } catch (error) {
          log.error({ error }, 'a message could not be stored; its sender is told');
          return reply(heard.message.sender.id, { MsgType: 'text', Content: NOT_NOW });
        }
      default:
        return EMPTY;
    }
  };
  return async (request) => {
    const read = opened(parts, request, sealedInXml);
    return 'status' in read ? read : answerTo(decodeApp(read.text, receiver, clock.now()));
  };
}

function sealedInXml(body: string): string | null {
  const xml = readXml(body);
  return xml === null ? null : textIn(xml, 'Encrypt');
}

export interface AibotCallbackParts extends CallbackParts {
  readonly receiver: AibotReceiver;
  /** Null: it answers by the long connection. */
  readonly streams: PolledStreams | null;
}

/** GET and POST /callbacks/wecom/aibot: JSON, of the bot in callback mode. */
export function aibotCallback(parts: AibotCallbackParts): CallbackHandler {
  const { receiver, ears, clock, keys, log, streams } = parts;
  /** Under the nonce of the request (101033). */
  const reply = (nonce: string, content: object): CallbackAnswer => {
    const timestamp = String(Math.floor(clock.now() / 1000));
    const sealed = sealEnvelope(keys, JSON.stringify(content), { timestamp, nonce, random: parts.noise(16) });
    const body = JSON.stringify({ encrypt: sealed.encrypt, msgsignature: sealed.signature, timestamp: Number(timestamp), nonce });
    return { status: 200, type: 'application/json; charset=utf-8', body };
  };
  const redrawn = async (nonce: string, tap: ArrivedTap, { accepted, card }: TapAnswer): Promise<CallbackAnswer> => {
    const { task } = tap.surface;
    if (!accepted || card === null || task === undefined) {
      await ears.redrawn(tap);
      return EMPTY;
    }
    const { card: drawn } = drawCard(card, { limits: AIBOT_CARD, task, note: null, page: parts.page, pictures: [] });
    await ears.drew(tap.cardId, card);
    await ears.redrawn(tap);
    return reply(nonce, { response_type: 'update_template_card', template_card: drawn });
  };
  const messageHeard = async (nonce: string, one: ArrivedMessage): Promise<CallbackAnswer> => {
    try {
      const { taken, message } = await ears.message(one);
      if (taken !== 'stored' || streams === null) return EMPTY;
      // It is stored: whatever goes wrong from here on, its answer goes its own way.
      const begun = await streams.begins(message).catch((error: unknown) => {
        log.warn({ error }, 'an answer that takes long could not be begun');
        return null;
      });
      return begun === null ? EMPTY : reply(nonce, begun);
    } catch (error) {
      log.error({ error }, 'a message could not be stored; its sender is told');
      return reply(nonce, said(parts.noise(8).toString('hex'), NOT_NOW));
    }
  };
  const answerTo = async (heard: Heard, nonce: string): Promise<CallbackAnswer> => {
    switch (heard.kind) {
      case 'refused':
        return refused(heard.why === 'receiver' ? 403 : 400, heard.why);
      case 'tap':
        return tapped(parts, heard.tap, (taken) => redrawn(nonce, heard.tap, taken));
      case 'change':
        await ears.changed(heard.change);
        return heard.change.kind === 'entered-chat' ? reply(nonce, { msgtype: 'text', text: { content: WELCOME } }) : EMPTY;
      case 'message':
        return messageHeard(nonce, heard.message);
      case 'stream':
        return reply(nonce, streams === null ? said(heard.streamId, RECEIVED) : await streams.now(heard.streamId));
      case 'nothing':
        return EMPTY;
    }
  };
  return async (request) => {
    const read = opened(parts, request, sealedInJson);
    return 'status' in read ? read : answerTo(decodeAibot(read.text, receiver, clock.now()), request.query['nonce'] ?? '');
  };
}

/** A streamed answer of one piece. */
export const said = (id: string, content: string): object => streamPart(id, true, content);

function sealedInJson(body: string): string | null {
  try {
    const { encrypt } = (JSON.parse(body) ?? {}) as { readonly encrypt?: unknown };
    return typeof encrypt === 'string' ? encrypt : null;
  } catch {
    return null;
  }
}
