import { HttpException, Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { House } from '../flow/house.js';
import { paperSubject, type LinkSigner } from '../platform/uploads/signed-link.js';
import { SignInGuard } from './sign-in.guard.js';
import { HOUSE, LINKS } from './tokens.js';

/** A paper opens by its signed link, else for whoever has signed in. */
@Injectable()
export class PaperGuard implements CanActivate {
  constructor(
    @Inject(SignInGuard) private readonly signIn: SignInGuard,
    @Inject(HOUSE) private readonly house: House,
    @Inject(LINKS) private readonly links: LinkSigner,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const query = new URLSearchParams(request.url.split('?')[1] ?? '');
    const signature = query.get('signature');
    if (signature === null) return this.signIn.canActivate(context);
    // The form and its PDF are one paper.
    const path = (request.url.split('?')[0] ?? '').replace(/\.pdf$/, '');
    const subject = paperSubject(query.get('company') ?? '', query.get('reader') ?? '', path);
    if (this.links.verify(subject, Number(query.get('expires')), signature, this.house.machine.now())) return true;
    throw new HttpException({ code: 'link', message: '链接已失效,请回到会话里重新打开。' }, 403);
  }
}
