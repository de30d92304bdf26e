import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { hostname } from 'node:os';

/** Who may talk to the server, and under which names. */
export interface AccessRules {
  /** At least 16 characters; see {@link randomToken}. */
  readonly token: string;
  /** The address bound, undefined for a Unix socket. */
  readonly host: string | undefined;
  /** Further names that the page may be reached by, as a reverse proxy needs them. */
  readonly allowHosts: readonly string[];
}

/** What to do with a request. */
export type Verdict =
  | { readonly kind: 'granted' }
  /** The token came in the URL: answer with this cookie and send the browser to the URL without it. */
  | { readonly kind: 'token-in-url'; readonly cookie: string }
  | { readonly kind: 'refused'; readonly status: 401 | 403 | 421; readonly reason: string };

/** 144 random bits, safe in a URL. */
export function randomToken(): string {
  return randomBytes(18).toString('base64url');
}

/**
 * Checks Host (against DNS rebinding), Origin (against other pages of the same browser, other ports of the same host
 * included) and the token, in this order. The token comes in the URL once and then as an HttpOnly, SameSite=Strict
 * cookie, or from programs as `Authorization: Bearer`.
 */
export class Access {
  readonly #token: string;
  readonly #cookieName: string;
  readonly #cookieValue: string;
  readonly #allowHosts: ReadonlySet<string>;
  readonly #anyAddress: boolean;

  constructor(rules: AccessRules) {
    this.#token = rules.token;
    // Browsers share cookies between the ports of a host: servers side by side need names of their own.
    this.#cookieName = `firstlight-${digest(`name ${rules.token}`).slice(0, 12)}`;
    this.#cookieValue = digest(`cookie ${rules.token}`);
    const names = [...loopbackNames, ...rules.allowHosts.map(hostOnly)];
    this.#anyAddress = rules.host !== undefined && !loopbackNames.includes(hostOnly(rules.host));
    if (rules.host !== undefined) names.push(hostOnly(rules.host));
    if (this.#anyAddress) names.push(hostname().toLowerCase());
    this.#allowHosts = new Set(names);
    this.#proxyHosts = new Set(rules.allowHosts.map(hostOnly));
  }

  readonly #proxyHosts: ReadonlySet<string>;

  /** Judges a request; `cookiePath` is the path prefix that the cookie is for, with a slash at its end. */
  judge(request: IncomingMessage, url: URL, cookiePath: string): Verdict {
    const names = this.judgeNames(request);
    if (names !== undefined) return names;
    const fromUrl = url.searchParams.get('token');
    if (fromUrl !== null) {
      if (!same(fromUrl, this.#token))
        return refused(401, 'This link holds a wrong or outdated token. Use the link that the server printed.');
      return {
        kind: 'token-in-url',
        cookie: `${this.#cookieName}=${this.#cookieValue}; HttpOnly; SameSite=Strict; Path=${cookiePath}`,
      };
    }
    const bearer = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
    if (bearer !== undefined && same(bearer, this.#token)) return { kind: 'granted' };
    if (this.#cookies(request).some((value) => same(value, this.#cookieValue))) return { kind: 'granted' };
    return refused(401, 'This page needs a token. Use the link that the server printed.');
  }

  /** Judges Host and Origin alone; undefined when both are in order. */
  judgeNames(request: IncomingMessage): Verdict | undefined {
    const { host, origin } = request.headers;
    if (host === undefined || !this.#knowsHost(hostOnly(host))) {
      return refused(421, 'This server does not answer under this name. Name it with --allow-host.');
    }
    if (origin === undefined) return undefined;
    const originHost = /^https?:\/\/([^/]+)$/i.exec(origin)?.[1]?.toLowerCase();
    if (originHost === undefined) return refused(403, 'Requests from this origin are not allowed.');
    if (originHost === host.toLowerCase() || this.#proxyHosts.has(hostOnly(originHost))) return undefined;
    return refused(403, 'Requests from this origin are not allowed. Name its host with --allow-host.');
  }

  #knowsHost(name: string): boolean {
    if (this.#allowHosts.has(name)) return true;
    // A rebound name is a name: an address written out cannot be one.
    return this.#anyAddress && isIP(name) !== 0;
  }

  #cookies(request: IncomingMessage): string[] {
    const values: string[] = [];
    for (const part of (request.headers.cookie ?? '').split(';')) {
      const at = part.indexOf('=');
      if (part.slice(0, at).trim() === this.#cookieName) values.push(part.slice(at + 1).trim());
    }
    return values;
  }
}

const loopbackNames: readonly string[] = ['localhost', '127.0.0.1', '::1'];

/** `Example.org:8080` → `example.org`, `[::1]:80` → `::1`. */
function hostOnly(host: string): string {
  const lower = host.trim().toLowerCase();
  const bracketed = /^\[([^\]]*)\]/.exec(lower)?.[1];
  if (bracketed !== undefined) return bracketed;
  return isIP(lower) === 6 ? lower : lower.replace(/:\d*$/, '');
}

function refused(status: 401 | 403 | 421, reason: string): Verdict {
  return { kind: 'refused', status, reason };
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

function same(a: string, b: string): boolean {
  return timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest());
}
