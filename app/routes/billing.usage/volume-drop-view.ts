export interface VolumeDropView {
  /** "401 API calls more cost less" */
  title: string;
  text: string;
}
