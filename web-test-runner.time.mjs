import base from './web-test-runner.config.mjs';
import { defaultReporter } from '@web/test-runner';
const all=[];
export default {...base, reporters:[defaultReporter(),{
  reportTestFileResults({testFile,sessionsForTestFile}){ for(const s of sessionsForTestFile){ const flat=[];const walk=(x,p)=>{for(const t of x?.tests??[])flat.push([t.duration,p+t.name]);for(const c of x?.suites??[])walk(c,p+c.name+' > ')};walk(s.testResults,'');all.push([testFile.split('/test/')[1],flat.reduce((a,b)=>a+(b[0]||0),0),flat]);}},
  stop(){ all.sort((a,b)=>b[1]-a[1]);for(const [f,d,l] of all)console.log('FILE',f,d.toFixed(0),l.length);for(const t of all.flatMap(x=>x[2].map(y=>[...y,x[0]])).sort((a,b)=>b[0]-a[0]).slice(0,70))console.log('T',t[0],t[2],t[1]);}
}]};
