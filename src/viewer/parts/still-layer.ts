/** What stays the same on a canvas while something moves over it: painted again only when one of its parts is another. */
export class StillLayer {
  readonly #canvas: HTMLCanvasElement = document.createElement('canvas');
  #parts: readonly unknown[] | undefined;

  /** Lays the layer on `context`, whose units are CSS pixels; `paint` draws it in the same units where it has to. */
  draw(
    context: CanvasRenderingContext2D,
    width: number,
    height: number,
    parts: readonly unknown[],
    paint: (context: CanvasRenderingContext2D) => void,
  ): void {
    const ratio = devicePixelRatio;
    const wanted = [width, height, ratio, ...parts];
    const same = this.#parts?.length === wanted.length && wanted.every((part, at) => part === this.#parts?.[at]);
    if (!same) {
      this.#parts = wanted;
      this.#canvas.width = Math.max(1, Math.round(width * ratio));
      this.#canvas.height = Math.max(1, Math.round(height * ratio));
      const still = this.#canvas.getContext('2d');
      if (still === null) return;
      still.setTransform(ratio, 0, 0, ratio, 0, 0);
      paint(still);
    }
    context.drawImage(this.#canvas, 0, 0, width, height);
  }
}
