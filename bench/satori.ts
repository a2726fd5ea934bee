import { createRequire } from 'node:module';
import { APPS } from './platform-messages.js';

/**
 * Satori (the platform side of Koishi) with its DingTalk and WeCom adapters as a process of its own, for bench/callbacks.ts: they check the
 * signature, read the message and hand it to a listener that does nothing. Arguments: its port, the platforms' address.
 */
interface Plugged {
  plugin(plugin: unknown, options?: object): void;
  on(event: string, listener: () => void): void;
  start?(): Promise<void>;
}
interface Satori {
  readonly Context: new () => Plugged;
  readonly HTTP: unknown;
}

const [, , port = '', api = ''] = process.argv;
const require = createRequire(import.meta.url);
const { Context, HTTP } = require('@satorijs/core') as Satori;
const { Server } = require('@cordisjs/plugin-server') as { readonly Server: unknown };
const { DingtalkBot } = require('@satorijs/adapter-dingtalk') as { readonly DingtalkBot: unknown };
const { WecomBot } = require('@satorijs/adapter-wecom') as { readonly WecomBot: unknown };
const context = new Context();
const at = (url: string): object => ({ baseURL: url, endpoint: url });
context.plugin(HTTP);
context.plugin(Server, { port: Number(port), host: '127.0.0.1' });
context.plugin(DingtalkBot, { protocol: 'http', secret: APPS.secret, appkey: APPS.clientId, agentId: 1, api: at(`${api}/v1.0/`), oldApi: at(api) });
context.plugin(WecomBot, { corpId: APPS.corpId, agentId: APPS.agentId, secret: APPS.secret, token: APPS.token, aesKey: APPS.aesKey, ...at(api) });
context.on('message', () => undefined);
void context.start?.();
