import type { Language } from '#engine'

/** What `guiju --help` says: every command in a line or two. */
export const help: Readonly<Record<Language, string>> = {
  zh: `规矩 guiju <命令> [选项]

  check                                 检查程序文件、表单和代码表
  migrate                               建立或更新数据库（DATABASE_ADMIN_URL）
  release --reason <理由> --login <账号>   发布磁盘上的文件；密码在提示后输入，或用 --password
  export  --case <编号> | --batch <批次> | --year <年> [--document <文件>] | --centre <鉴定所> [--year <年>]
          | --clause "<标准> <条款>" [--year <年>]
          --reason <理由> [--order <排列>] [--data-only] [--out <文件>]
                                        导出审核包，默认写到当前目录；中断后用同样的命令接着做
  verify  <审核包> [--policy <文件>] [--against <检查点|审核包>]… [--json]
                                        离线核验审核包；--policy 您的要求，--against 您所知的历史
  rebuild [--write]                     由条目重算投影，列出差异
  assure                                全面比对：条目、数据、文件、权限、名册、日志，并留下记录
  print   <文件编号…> | all [--out <目录>] [--html] [--draft]
                                        打印现行受控文件；--draft 打印磁盘上未发布的文稿
  clauses [--json]                      标准条款 → 文件 → 步骤 → 现有记录数
  backup  --out <目录>                  备份整个数据库到空目录，系统照常运行
  restore --from <备份> --to <地址|目录>  恢复到空数据库（管理账号的地址）或内置数据库的数据目录
  drill   [--from <备份>]               恢复演练：在旁边恢复、核验、计时并留下记录
  signer  [rotate [--overlap-days 30] | fingerprint]
                                        日志的签署进程；更换密钥；打印指纹
  anchors                               日志锚定在何处，未锚定的尾部有多长，与外部是否一致
  sample  --check <文件> [--checkpoint <检查点>] [--key <公钥> …]
                                        离线重新抽样，说明与文件是否相同
  sample  --commit <骰子点数> --nonce <32 位十六进制>
                                        抽样前对骰子作出承诺
  witness --listen <host:port> --state <目录> --log <公钥> [--log …] [--name <名称>]
                                        监管机构的见证人：不需要数据库
  rotate-key                            更换包装个人数据密钥的密钥（先停止系统，之后备份密钥目录）
  start   [--new]                       启动；--new 为空机构

  --lang zh|en   语言        --help   帮助        --trace   出错时显示程序位置`,
  en: `guiju <command> [options]

  check                                 check documents, forms and lists
  migrate                               make or update the database (DATABASE_ADMIN_URL)
  release --reason <why> --login <who>  put the files on disk in force; asks for the password, or --password
  export  --case <number> | --batch <batch> | --year <year> [--document <code>] | --centre <code> [--year <year>]
          | --clause "<standard> <clause>" [--year <year>]
          --reason <why> [--order <order>] [--data-only] [--out <file>]
                                        write an audit package, here unless said; the same words go on after a break
  verify  <package> [--policy <file>] [--against <checkpoint|package>]… [--json]
                                        verify an audit package, offline; --policy: what you demand, --against: what you know
  rebuild [--write]                     fold the entries anew and name every difference
  assure                                compare everything: entries, data, documents, rights, registers, log; leaves a record
  print   <code…> | all [--out <folder>] [--html] [--draft]
                                        print the controlled documents in force; --draft: the files on disk, unreleased
  clauses [--json]                      clause of the standard → documents → steps → live records
  backup  --out <folder>                copy the whole database into an empty folder while the house works on
  restore --from <backup> --to <address|folder>
                                        restore into an empty database (address of its admin) or a data folder
  drill   [--from <backup>]             restore beside, verify, measure, and leave a record of it
  signer  [rotate [--overlap-days 30] | fingerprint]
                                        the signer of the log; a new key; fingerprints for paper
  anchors                               where the log is anchored, the tail that is not, and whether what is outside agrees
  sample  --check <file> [--checkpoint <note>] [--key <key> …]
                                        draw a sample again, offline, and say whether it is the same
  sample  --commit <digits> --nonce <32 hex digits>
                                        bind yourself to dice before a sample is drawn
  witness --listen <host:port> --state <folder> --log <key> [--log …] [--name <name>]
                                        the witness of a supervising authority; needs no database
  rotate-key                            a new key around the keys of persons (stop the house first, back up the keys after)
  start   [--new]                       start; --new: an empty organisation

  --lang zh|en   language    --help   this        --trace   where in the program something went wrong`,
}
