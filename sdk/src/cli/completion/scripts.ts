// SPDX-License-Identifier: MIT
// Completion for shells, of what the commands' help says.

/** A command as completion sees it. */
export interface Completed {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly Option[];
}

/** An option with what it is for. */
export interface Option {
  readonly flag: string;
  /** What it takes, as the help has it (`file`, `dir`, ...); undefined for one that takes nothing. */
  readonly value: string | undefined;
  readonly summary: string;
}

/** The options that a help text lists: lines such as `  -o, --output <file>   where to write it`. */
export function optionsOf(help: string): Option[] {
  const lines = help.matchAll(/^ {2}(?:-\w, )?(--[a-z][a-z-]*)(?:, -\w)?(?:[ =]<([^>]+)>)?(?: {2,}(.*))?$/gm);
  return Array.from(lines, ([, flag, value, summary = '']) => ({ flag: flag!, value, summary: summary.replace(/[:;].*$/, '') }));
}

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** The script that a shell reads. */
export function completionScript(shell: Shell, commands: readonly Completed[]): string {
  return { bash, zsh, fish }[shell](commands);
}

const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

function bash(commands: readonly Completed[]): string {
  const cases = commands.map(({ name, options }) => `    ${name}) words=${quote(options.map(({ flag }) => flag).join(' '))} ;;`);
  return `# Completion of nvts for bash: nvts completion bash > ~/.local/share/bash-completion/completions/nvts
_nvts() {
  local word="\${COMP_WORDS[COMP_CWORD]}" words=''
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W ${quote([...commands.map(({ name }) => name), 'help'].join(' '))} -- "$word"))
    return
  fi
  case "\${COMP_WORDS[1]}" in
${cases.join('\n')}
    help) words=${quote(commands.map(({ name }) => name).join(' '))} ;;
  esac
  COMPREPLY=()
  case "$word" in -*) COMPREPLY=($(compgen -W "$words" -- "$word")) ;; esac
  [ "\${COMP_WORDS[1]}" = help ] && COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -o default -F _nvts nvts
`;
}

function zsh(commands: readonly Completed[]): string {
  const escape = (text: string): string => text.replace(/[[\]:\\]/g, '\\$&');
  const cases = commands.map(({ name, options }) => {
    const specs = options.map(({ flag, value, summary }) => `      ${quote(`${flag}[${escape(summary)}]${value === undefined ? '' : `:${escape(value)}:_files`}`)}`);
    return `    ${name}) _arguments \\\n${[...specs, "      '*:file:_files'"].join(' \\\n')} ;;`;
  });
  return `#compdef nvts
# Completion of nvts for zsh: nvts completion zsh > a folder of $fpath/_nvts
_nvts() {
  local -a commands=(
${commands.map(({ name, summary }) => `    ${quote(`${name}:${escape(summary)}`)}`).join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  local command=\${words[2]}
  shift words
  (( CURRENT-- ))
  case $command in
${cases.join('\n')}
    help) _describe command commands ;;
  esac
}
if [ "$funcstack[1]" = _nvts ]; then _nvts "$@"; else compdef _nvts nvts; fi
`;
}

function fish(commands: readonly Completed[]): string {
  const lines = commands.flatMap(({ name, summary, options }) => [
    `complete -c nvts -n __fish_use_subcommand -f -a ${name} -d ${quote(summary)}`,
    ...options.map(({ flag, value, summary: what }) => `complete -c nvts -n ${quote(`__fish_seen_subcommand_from ${name}`)} -l ${flag.slice(2)}${value === undefined ? '' : ' -r'} -d ${quote(what)}`),
  ]);
  const names = commands.map(({ name }) => name).join(' ');
  lines.push(`complete -c nvts -n __fish_use_subcommand -f -a help -d 'shows what a command does'`, `complete -c nvts -n '__fish_seen_subcommand_from help' -f -a ${quote(names)}`);
  return `# Completion of nvts for fish: nvts completion fish > ~/.config/fish/completions/nvts.fish\n${lines.join('\n')}\n`;
}
