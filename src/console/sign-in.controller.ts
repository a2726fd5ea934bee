import { Controller, Get, Header, HttpCode, HttpException, Inject, Param, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SESSION_MOST, type Session } from '../directory/index.js';
import type { House } from '../flow/house.js';
import { beginSignIn, endSession, endSignIn, signedIn } from '../flow/sign-in.js';
import { SECOND } from '../terms/instants.js';
import { platformName } from '../terms/platform.js';
import type { SignedIn } from '../terms/setup.js';
import { cookie, cookieOf, CurrentSession, SESSION_COOKIE, SIGN_IN_COOKIE } from './session.js';
import { SignInGuard } from './sign-in.guard.js';
import { HOUSE, PLATFORMS, SETTINGS, type ConsolePlatforms, type Settings } from './tokens.js';

const WAY = 600;
/** A page of ours, and nothing that leads elsewhere. */
const OWN_PATH = /^\/(#[\w-]{0,40})?$/;

/** Sign-in to the console by the platforms' OAuth, inside their apps and in a browser. */
@ApiTags('登录')
@Controller('api')
export class SignInController {
  constructor(
    @Inject(HOUSE) private readonly house: House,
    @Inject(PLATFORMS) private readonly platforms: ConsolePlatforms,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** By which platforms one can sign in, and whether the page has the local channel's chats to show. */
  @Get('sign-in')
  @Header('cache-control', 'no-store')
  ways(): { readonly ways: readonly { readonly channel: string; readonly name: string }[]; readonly localChannel: boolean } {
    return { ways: this.platforms.all.map(({ name }) => ({ channel: name, name: platformName(name) })), localChannel: this.settings.simulator };
  }

  /** Sends the browser to the platform. `inside=1`: it is the platform's own. */
  @Get('sign-in/:channel')
  async begin(@Param('channel') channel: string, @Query('inside') inside: unknown, @Query('to') to: unknown, @Res() reply: FastifyReply): Promise<void> {
    const returnTo = typeof to === 'string' && OWN_PATH.test(to) ? to : '/#setup';
    const redirectUri = `${this.house.publicUrl}/api/signed-in/${channel}`;
    const { address, browser } = await beginSignIn(this.house, this.platform(channel), { inside: inside === '1', returnTo, redirectUri });
    await reply.status(302).header('set-cookie', cookie(SIGN_IN_COOKIE, browser, WAY)).header('location', address).header('cache-control', 'no-store').send();
  }

  /** Where the platform sends the browser back to: `code`, or `authCode` as DingTalk names it. */
  @Get('signed-in/:channel')
  async end(@Param('channel') channel: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const query = new URLSearchParams(request.url.split('?')[1] ?? '');
    const came = { code: query.get('code') ?? query.get('authCode') ?? '', state: query.get('state') ?? '', browser: cookieOf(request, SIGN_IN_COOKIE) ?? '' };
    const done = await endSignIn(this.house, this.platform(channel), came);
    const cookies = [cookie(SIGN_IN_COOKIE, '', 0), ...(done.ok ? [cookie(SESSION_COOKIE, done.value.id, SESSION_MOST / SECOND)] : [])];
    if (!done.ok) this.house.metrics.refused.inc({ why: done.code });
    await reply.status(303).header('set-cookie', cookies).header('location', done.ok ? done.value.returnTo : `/#${done.code}`).header('cache-control', 'no-store').send();
  }

  @Get('me')
  @UseGuards(SignInGuard)
  @Header('cache-control', 'private, no-store')
  async me(@CurrentSession() session: Session | null): Promise<SignedIn> {
    // On the local channel nobody is signed in; the page shows its chats.
    if (session === null) throw new HttpException({ code: 'sign-in', message: '请先登录。' }, 401);
    return signedIn(this.house, session);
  }

  @Post('sign-out')
  @HttpCode(204)
  @UseGuards(SignInGuard)
  async out(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    const id = cookieOf(request, SESSION_COOKIE);
    if (id !== null) await endSession(this.house, id);
    void reply.header('set-cookie', cookie(SESSION_COOKIE, '', 0));
  }

  private platform(channel: string): ConsolePlatforms['all'][number] {
    const found = this.platforms.all.find(({ name }) => name === channel);
    if (found === undefined) throw new HttpException({ code: 'not-found', message: '没有接入这个平台。' }, 404);
    return found;
  }
}
