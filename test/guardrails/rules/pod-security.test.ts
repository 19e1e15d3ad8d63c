import { testRules } from '../cases/mutant';
import { POD_SECURITY } from '../cases/pod-security';

testRules(POD_SECURITY);
