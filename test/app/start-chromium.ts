import { type Browser, chromium, type Page } from 'playwright-core';

const executablePath = process.env.CHROME_PATH ?? '/usr/bin/chromium';

export interface TabOptions {
  /**
   * What draws: the shaders (on Chromium's software rasterizer, which the page is told is a GPU) or the processor, which
   * the page takes of its own accord where it finds no GPU. Default: whatever the page finds.
   */
  readonly renderer?: 'gpu' | 'cpu';
  readonly width?: number;
  readonly height?: number;
}

/** A headless Chromium; each tab is a visitor of its own: no shared cookies, storage or cache. */
export class Chromium {
  readonly #browser: Browser;

  private constructor(browser: Browser) {
    this.#browser = browser;
  }

  static async start(): Promise<Chromium> {
    // WebGL on the software rasterizer; the page itself is put together without it, which is several times as fast.
    const args = ['--no-sandbox', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--disable-gpu-compositing'];
    return new Chromium(await chromium.launch({ executablePath, args }));
  }

  async openTab({ renderer, width = 1280, height = 720 }: TabOptions = {}): Promise<Tab> {
    const context = await this.#browser.newContext({ viewport: { width, height }, acceptDownloads: true });
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await context.addInitScript(reportToasts);
    if (renderer !== undefined) await context.addInitScript(nameRenderer, renderer === 'gpu' ? 'A graphics card' : 'SwiftShader');
    return new Tab(await context.newPage());
  }

  async close(): Promise<void> {
    await this.#browser.close();
  }
}

/** Writes what the page interrupts people with to the console too. Runs in the page. */
function reportToasts(): void {
  const seen = new WeakSet<Element>();
  new MutationObserver(() => {
    for (const toast of document.querySelectorAll('.fl-toast[data-tone="error"]')) {
      if (!seen.has(toast)) console.error(`The page says: ${toast.textContent}`);
      seen.add(toast);
    }
  }).observe(document, { childList: true, subtree: true });
}

/** Lets WebGL say that it runs on `name`. Runs in the page. */
function nameRenderer(name: string): void {
  const { getParameter } = WebGL2RenderingContext.prototype;
  WebGL2RenderingContext.prototype.getParameter = function (this: WebGL2RenderingContext, parameter: number): unknown {
    const info = this.getExtension('WEBGL_debug_renderer_info');
    return parameter === info?.UNMASKED_RENDERER_WEBGL ? name : getParameter.call(this, parameter);
  };
}

/** What browsers say of software rasterizers and of reading back what was drawn. */
const harmless = /GPU stall|GroupMarkerNotSet|software WebGL|willReadFrequently/i;

/** A page and the books kept about it. */
export class Tab {
  readonly page: Page;
  /** Errors and warnings of the console (violated policies among them), error messages of the page, exceptions that nobody caught. */
  readonly complaints: string[] = [];
  /** Method and URL of every request, those of workers included. */
  readonly requests: string[] = [];

  constructor(page: Page) {
    this.page = page;
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type()) && !harmless.test(message.text())) this.complaints.push(message.text());
    });
    page.on('pageerror', (error) => this.complaints.push(error.stack ?? error.message));
    page.context().on('request', (request) => this.requests.push(`${request.method()} ${request.url()}`));
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }
}
