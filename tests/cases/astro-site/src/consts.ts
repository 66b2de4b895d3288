export const SITE_TITLE = 'Kıyı Günlüğü';
export const SITE_DESCRIPTION = 'Denizden notlar';
