import { exact } from '../../base/quantity.js';
import type { Notice } from '../../shapes/event-facts.js';
import { axesOf } from '../../shapes/plane-axes.js';
import type { AxisName, PlaneFacts } from '../../shapes/plane-facts.js';
import type { StackDescription } from './stack-description.js';
import type { TiffFile } from './tiff-file.js';
import type { TiffPage } from './tiff-page.js';

/** As people call the file. */
export function formatName(file: TiffFile, { writer }: Pick<StackDescription, 'writer'>): string {
  if (writer === 'OME') return 'OME-TIFF';
  return writer === undefined ? (file.big ? 'BigTIFF' : 'TIFF') : `${writer} TIFF`;
}

/** What the first directory says of a stack; how many planes there are is the layout's matter. */
export function describeTiff(file: TiffFile, page: TiffPage, description: StackDescription, palette: Uint16Array | undefined): PlaneFacts {
  const { coding, width, height, photometric } = page;
  const { pixelSize, frameIntervalSeconds, valueCalibration } = description;
  const image: readonly AxisName[] = coding.channels > 1 ? ['Y', 'X', 'S'] : ['Y', 'X'];
  return {
    kind: 'stack',
    format: formatName(file, description),
    frames: exact(1),
    height,
    width,
    channels: coding.channels,
    dtype: coding.type,
    byteOrder: file.little ? 'little' : 'big',
    axes: axesOf(image, [exact(height), exact(width), exact(coding.channels)]),
    photometric,
    ...(palette === undefined ? {} : { palette }),
    ...(pixelSize === undefined ? {} : { pixelSize }),
    ...(frameIntervalSeconds === undefined ? {} : { frameIntervalSeconds }),
    ...(valueCalibration === undefined ? {} : { valueCalibration }),
    notices: noticesOf(page, description),
  };
}

function noticesOf({ coding, photometric }: TiffPage, { valueCalibration, otherFiles }: StackDescription): readonly Notice[] {
  const notices: Notice[] = [];
  const say = (code: string, message: string): void => void notices.push({ code, message });
  if (photometric === 'white-is-zero') say('white-is-zero', 'Zero stands for white; values are kept as they are stored');
  if (photometric === 'palette') say('palette', 'Values are numbers of colours in a palette; they are kept as they are stored');
  if (photometric === 'other')
    say('colour-space', 'The colours are of a space that is not red, green and blue; values are kept as they are stored');
  if (coding.bits !== 1 && coding.bits < 8 * Math.ceil(coding.bits / 8)) say('packed', `Samples are packed in ${coding.bits} bits`);
  if (coding.bits === 24) say('packed', 'Samples are floats of 24 bits and come out with 32');
  if (valueCalibration !== undefined && (valueCalibration.offset !== 0 || valueCalibration.slope !== 1)) {
    const { offset, slope, unit } = valueCalibration;
    say(
      'calibrated-values',
      `Stored values stand for ${offset} + ${slope} × value${unit === undefined ? '' : ` ${unit}`}; they are kept as they are stored`,
    );
  }
  if (otherFiles === true) say('other-files', 'The file says that more planes of this stack are in other files; only its own are shown');
  return notices;
}
