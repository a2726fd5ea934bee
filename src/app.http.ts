import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import { NestFactory } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { AppModule } from './app.module.js';
import type { Service } from './app.service.js';
import { takeCustomerForms } from './console/customer-form.js';
import { takePlatformCallbacks } from './console/platform-callbacks.js';
import { answerTo } from './console/errors.filter.js';
import { validation } from './console/validation.js';
import type { Configuration } from './platform/configuration/index.js';
import { nestLog } from './platform/logging/nest-log.js';

/** Nine pictures of 20 MB would be too much at once; one of 20 MB as base64 with its message fits. */
const BODY_LIMIT = 30 * 1024 * 1024;
/** The built page beside the built service. */
const PAGE_FOLDER = fileURLToPath(new URL('./web', import.meta.url));

/** The page draws with inline styles (Ant Design) and shows pictures it has just been given. */
const PAGE_POLICY =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

/** The HTTP side of an open service; the caller listens. */
export async function createApp(
  service: Service,
  configuration: Configuration,
  pageFolder = PAGE_FOLDER,
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT,
    routerOptions: { maxParamLength: 200 },
    // Addresses the router cannot even read never reach our filter.
    frameworkErrors: (error: Error, _request: FastifyRequest, reply: FastifyReply) => {
      const answer = answerTo(error);
      void reply.status(answer.status).send(answer.body);
    },
  });
  const module = AppModule.of(service, {
    simulator: configuration.simulator,
    simulatorKey: configuration.simulatorKey,
    heartbeatUrl: configuration.heartbeatUrl,
  });
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    logger: nestLog(service.house.log),
    // Only JSON is taken: a form of somebody else's page can send the other types without being asked.
    bodyParser: false,
  });
  adapter.getInstance().removeContentTypeParser('text/plain');
  takeCustomerForms(adapter.getInstance());
  takePlatformCallbacks(adapter.getInstance(), service.house, (path) => service.platforms.callback(path));
  app.useGlobalPipes(validation());
  refuseNul(app);
  addHeaders(app);
  if (configuration.simulator || service.platforms.all.length > 0) await addPage(app, pageFolder);
  addApiPage(app);
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return app;
}

/** PostgreSQL text takes no NUL, and no address of ours has one; the local channel answers a tap on such a card in its own words. */
function refuseNul(app: NestFastifyApplication): void {
  app.getHttpAdapter().getInstance().addHook('onRequest', (request, reply, done) => {
    const [path = '', query = ''] = request.url.split('?', 2);
    if (path.includes('%00') && !path.startsWith('/api/simulator/')) void reply.status(404).send({ code: 'http-404', message: '没有这个地址。' });
    else if (query.includes('%00')) void reply.status(400).send({ code: 'http-400', message: '地址里有不能用的字符,请检查后再试。' });
    else done();
  });
}

function addHeaders(app: NestFastifyApplication): void {
  const server = app.getHttpAdapter().getInstance();
  server.addHook('onSend', (request, reply, _payload, done) => {
    void reply.header('x-content-type-options', 'nosniff').header('referrer-policy', 'no-referrer');
    // Swagger's page brings scripts of its own.
    if (!request.url.startsWith('/api/docs') && !reply.hasHeader('content-security-policy')) {
      void reply.header('content-security-policy', PAGE_POLICY);
    }
    done();
  });
}

async function addPage(app: NestFastifyApplication, folder: string): Promise<void> {
  if (!existsSync(folder)) return;
  await app.register(fastifyStatic, { root: folder, wildcard: false, cacheControl: true, maxAge: '1h', immutable: false });
}

function addApiPage(app: NestFastifyApplication): void {
  const document = new DocumentBuilder().setTitle('客诉助手').setDescription('接口说明').setVersion('1').build();
  SwaggerModule.setup('api/docs', app, () => SwaggerModule.createDocument(app, document));
}
