/** The words of states and deeds, as the wall says them. */
import { t } from "../shared/i18n";
import { day } from "../shared/times";

const STATES: Readonly<Record<string, string>> = {
  reported: "已上报", accepted: "已受理", assigned: "已派遣", handling: "处置中", suspended: "挂账", finished: "待核查",
  verified: "待结案", closed: "已结案", declined: "不予受理", transferred: "已移交", merged: "已并案", void: "作废",
};

const DEEDS: Readonly<Record<string, string>> = {
  reported: "上报", self_handled: "自办自结", confirmed: "已核实", accepted: "受理", declined: "不予受理", objected: "提出异议",
  merged: "并案", unmerged: "取消并案", assigned: "派遣", taken: "签收", sent_back: "退回", granted: "批准申请",
  resumed: "恢复办理", finished: "处置完成", verified: "核查通过", reworked: "返工", closed: "结案", reopened: "重新开启",
  transferred: "移交", voided: "作废", supervised: "督办", reclassified: "定级改类", overdue: "超期", undone: "撤销",
};

const ZEROS: Readonly<Record<string, readonly [string, string, string]>> = {
  petition: ["●", "零上访", "访"], accident: ["▲", "零事故", "安"], case: ["■", "零案件", "案"],
};

export const stateWord = (state: string): string => t(STATES[state] ?? state);
export const deedWord = (verb: string): string => t(DEEDS[verb] ?? verb);
export const zeroMark = (zero: string): string => ZEROS[zero]?.[0] ?? "◆";
export const zeroWord = (zero: string): string => t(ZEROS[zero]?.[1] ?? zero);
export const zeroShort = (zero: string): string => t(ZEROS[zero]?.[2] ?? "");

/** What people say aloud of a number: of today's 261123-00231 00231; of another day's 1123-00231, for every day counts anew. */
export function shortNumber(number: string, now: number | null): string {
  const [, on = "", serial = ""] = /^(\d{6})-(\d+)$/.exec(number) ?? [];
  if (!serial) return number.split("-").at(-1) ?? number;
  return now !== null && on === day(now).slice(2).replaceAll("-", "") ? serial : `${on.slice(2)}-${serial}`;
}
