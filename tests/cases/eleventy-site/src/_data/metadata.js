export default {
  title: 'Allotment News', // ours
  url: 'https://plots.example/',
  language: 'en',
  description: 'What grows',
  author: { name: 'Ada Reed', email: 'ada@plots.example' },
};
