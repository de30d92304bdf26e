import { gunzipSync } from 'node:zlib';

/**
 * An AnnData as version 0.6 wrote it, made with h5py: six cells c0 … c5, four genes G0 … G3, tables of records, `h5sparse`
 * matrices (`X` in rows, `raw.X` in columns; entry (cell · 4 + gene) mod 5), categories in `uns`.
 */
export const oldTableFile: Uint8Array = new Uint8Array(gunzipSync(Buffer.from(base64(), 'base64')));

function base64(): string {
  return (
    'H4sIAAAAAAACA+1azXMTNxSX1jZeUj5MA8EEJphk2prwZTtJyS0OYJxDBjJNO5Obs2y2xFMn9uw6kFt9TG8cOebYP6BHDj5y6L/QmfwJHLkFafW0Kwl77YDp' +
    'xIl+MztPenr7JL99+nhP/mvpydPzI+MjiMI0URylkIhDQOOhXOft60Ax0D2gfxucj/22NPAvgX5V7tdfSiUqfaiA93OQYDSDNE4jlkqLK5SuQb0I9L0hy/F2' +
    '13p9n5brLzy//spyAz4t72wzPmnfEv03rfSLyYwQ/TcF/ptNsnob9ee/qWud9WucTv/l69heQpbbsJoWpdXtjarteJQ2mm7on/NH7Hf12fMnGCWRyfuNyev1' +
    'EtQ3E7J/7t6N1svHsf5ztBzfTXZvyP3uQ709wWgW+NkH0fpyvP+crG8d6q2CbN/0/cF8P75vqfY6h5ZgHCl0mVh5c85rWK7nVH6vu1tWE13D2H8zFYzVlMYd' +
    'C1k+7xxagfJFUk6H+rxNq+EQPSYXZysgxkwTXwY5PQM03uN3lR8/X8bCh5LGRWB7rqQ35NtSnbfXcnK/AT/PaELlF+TxBvwZRpMqfxYJVhT4c4qfXNRrjoaG' +
    'hoaGhoaGhoaGhoYGByYRORYCfwwZIJ5XGAW50SD+T/uilzI3IcbPoKsmuvon4vG96bcbhoFZnM70xTBPySwrI9g7VvZg+bJYkF/olbDl+a218Wg5rmbzuvar' +
    'zn6V8kVpfov7VbQ/LXfxpzdDaQ+e50p+sT3egj1uDIk9Ot+rzN9k9Tbwe96r3O5rmmqcUHS7VzmYkOUGfa/C7wPUe4xB3gcY6P+4D2gtsJeL5GkVv6aOoT/x' +
    'TiAWzHe5bCjlmFLmtqDjPuvbgdmM7Rct6B9B//6j8II2gS+989mY48q44yi8r8BdeIbCi8N4L8BY7Zy68BnCF6Ya7TwSPeBgAYkSVJ9dkL7lhwVJB+3ZnpH6' +
    '+CjroDa04d6EL5xFSQfddew5aRzxoqSDkjL8ltKzVSiW8yGHFcuFkMOK5ZmQw4qD0rNInkfkeUyeqbyPqYKPqRkfgoMzy3Lr8F8YOgV1MaDfAx0DB9+H+jjQ' +
    'CaC3CG2T5wDqU0B/APpTkY0xtcjqt4F/B+g9QjOkLQftDxi/lQOaL+rlXUND40TE//8MZ/yf7TP+n+4z/r+j/Wow8T+6dZLi/wRCEv2CfAjY4/JQxf9vutjj' +
    'jBK3xNC83zJGDDTJ4jhnt49+RjE7u9bqO6+s6nY4r7vNZzOMyzy77jpwno+MBTMLQQw2+x2aPSTH+vofPE7ssS4YKPjOvN+ni8urJT/38VuJGaVmvXBq9Gja' +
    'Q1u36FL0G6T4zTr4zb9H8te4Ek/GUMMXHTPYKI/6fV46206luuFxvtnHeyOR8+HuJGQIlDdz32T+Hn97NAdsj87/61f/h9krf2fOynkbjdOdv+PeuF+Q5WD9' +
    'rthW03lZd6uOp/DrtbrrhXm07FfOZzEHxSibV3SexSPn2btJngmU8fZYfwd27jWCdeZjIVqez9eVOe3Dg/KrZKRfvQe/ujJUftXLHp+f89i++aPBfGytsrNl' +
    'NVjbNOyDYv64Uxy6VmnYFshOwx4l5p87nde62/0/sHt7IPvmJ8T4lFNwNwAA'
  );
}
