import { describe, expect, it } from 'vitest';
import { chooseFrames } from '../../../src/formats/folder-planes/choose-frames.js';

describe('the images of a folder', () => {
  it('stay in their order', () => {
    expect(chooseFrames(['img1.PNG', 'img2.png', 'img10.png', 'notes.txt']).names).toEqual(['img1.PNG', 'img2.png', 'img10.png']);
  });

  it('are those of the kind that there is most of; the others are said', () => {
    const chosen = chooseFrames(['a.tif', 'b.tiff', 'preview.png', 'x.jpg', 'y.jpeg', 'z.TIF']);
    expect(chosen).toMatchObject({ names: ['a.tif', 'b.tiff', 'z.TIF'], format: 'TIFF', single: false });
    expect(chosen.notices[0]?.message).toBe('Images of other kinds are left out: 2 JPEG, 1 PNG');
  });

  it('may be none', () => {
    expect(chooseFrames(['a.txt', 'b']).names).toEqual([]);
  });
});
