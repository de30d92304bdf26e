/** Maps from a number between 0 and 1 to a colour, in the order they are offered; the last one diverges from its middle. */
export const colormapNames = ['grey', 'viridis', 'inferno', 'magma', 'plasma', 'cividis', 'blueGreyOrange'] as const;
export type ColormapName = (typeof colormapNames)[number];

/** As people call them. */
export const colormapLabels: Readonly<Record<ColormapName, string>> = {
  grey: 'Grey',
  viridis: 'Viridis',
  inferno: 'Inferno',
  magma: 'Magma',
  plasma: 'Plasma',
  cividis: 'Cividis',
  blueGreyOrange: 'Blue – grey – orange',
};

/**
 * Colours at equal distances, RRGGBB each, linear in between. Viridis, inferno, magma and plasma are every fifth colour of
 * the tables by N. J. Smith and S. van der Walt (CC0), at most 2 in a channel from them; cividis of the table by J. R. Nuñez,
 * C. R. Anderton and R. S. Renslow (doi:10.1371/journal.pone.0199239), at most 4. Blue – grey – orange has hues 253° and 55° of
 * OKLab, lightness falling from 0.88 to 0.46 on either side.
 */
const controlColours: Readonly<Record<ColormapName, string>> = {
  grey: '000000ffffff',
  viridis:
    '44015446085c471063481769481d6f482475472a7a46307e453781433d844142873f48893d4e8a3a538b38598c355e8d33638d31688e' +
    '2e6d8e2c718e2a768e297b8e27808e25848e23898e218e8d20928c1f978b1e9c891fa18821a58524aa8328ae802eb37c35b7793dbc74' +
    '46c06f50c46a5ac86465cb5e70cf577cd25089d54895d840a2da37b0dd2fbddf26cae11fd8e219e5e419f1e51dfde725',
  inferno:
    '00000402020c0504170a072210092d160b391e0c45260c512f0a5b380962400a67490b6a510e6c59106e61136e69166e71196e781c6d' +
    '801f6c88226a902568982766a02a63a82e5fb0315bb73557bf3952c63d4dcc4248d34743d94d3ddf5337e45a31e9612bed6925f1711f' +
    'f47918f78212f98b0bfa9407fb9d07fca60cfcb014fbba1ffac42af8cd37f6d746f4e156f2ea69f2f27df5f992fcffa4',
  magma:
    '00000402020b0504160907200e0b2b140e361a104221114e29115a311165390f6e420f754a107952137c5a167e6219806a1c81721f81' +
    '792282812581892881912b81992d80a1307eaa337db2357bba3878c23b75ca3e72d2426fd9466be04c67e75263ec5860f1605df4695c' +
    'f7725cf97b5dfb8560fc8e64fd9869fea16efeaa74feb47bfebd82fec68afecf92fed89afde2a3fdebacfcf4b6fcfdbf',
  plasma:
    '0d08871b068d2605912f059638049a41049d4903a05102a35901a56100a76900a87100a87801a88004a88707a68e0ca49511a19c179e' +
    'a21d9aa82296ae2892b42e8dba3388bf3984c43e7fc9447acd4a76d24f71d6556dda5b69de6164e26660e66c5ce97257ed7953f07f4f' +
    'f3854bf58c46f79342f99a3efba139fca835fdaf31feb72dfebe2afdc627fcce25fbd724f8df25f6e826f3f027f0f921',
  cividis:
    '00224e002656002a5f002d68003070083370163770203a6f273e6e2e416d34456c3a486c3f4c6c444f6c49536c4e566c535a6d575d6d' +
    '5c616e60646f656870696b716d6f727272747676767a7a787e7d788381798885788d8878928c789690779b9476a09875a59c74aaa073' +
    'afa471b5a86fbaac6dbfb06bc4b468c9b965cfbd62d4c15fdac65bdfca57e5cf52ead34cf0d846f6dd3ffce236fee838',
  blueGreyOrange: '0c58a02569b13b7ac0528bcb6a9bd483abda9cb9ddb5c7ddcdd3dad9d0cbd7c0b0d3ae95cd9b7ac4885fb97545ab632b9c510c8b4000',
};

const tables = new Map<ColormapName, Uint8Array>();

/**
 * The 256 colours of a map, 3 bytes (red, green, blue) each: *lent* to everyone, not to be written to. A value v in [lo, hi]
 * has the colour at min(255, floor(256 · (v − lo) / (hi − lo))).
 */
export function colormapTable(name: ColormapName): Uint8Array {
  const known = tables.get(name);
  if (known !== undefined) return known;
  const made = interpolate(controlColours[name]);
  tables.set(name, made);
  return made;
}

function interpolate(hex: string): Uint8Array {
  const controls = Array.from({ length: hex.length / 2 }, (_, i) => Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16));
  const last = controls.length / 3 - 1;
  const table = new Uint8Array(768);
  for (let i = 0; i < 256; i += 1) {
    // In 255ths of a step, so that the colours given are met exactly.
    const place = i * last;
    const from = Math.min(last - 1, Math.floor(place / 255));
    const share = (place - 255 * from) / 255;
    for (let channel = 0; channel < 3; channel += 1) {
      const before = controls[3 * from + channel]!;
      const after = controls[3 * from + 3 + channel]!;
      table[3 * i + channel] = Math.floor(before + share * (after - before) + 0.5);
    }
  }
  return table;
}
