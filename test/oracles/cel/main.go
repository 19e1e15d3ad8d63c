// Compiles the expressions of ValidatingAdmissionPolicies as the API server does when they are created: with its own
// compiler and the CEL environments of its versions.
//
//	cel VERSION... <policies.json     versions of CEL environments: 1.29 1.30
//
// A server of version N compares new expressions with the environment of N-1, so that a rollback can read them.
// Standard output has one line of JSON for each expression that is refused, then one with the count of all.
package main

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/google/cel-go/cel"
	admissionv1 "k8s.io/api/admissionregistration/v1"
	"k8s.io/apimachinery/pkg/util/version"
	admission "k8s.io/apiserver/pkg/admission/plugin/cel"
	"k8s.io/apiserver/pkg/cel/environment"
)

type expression struct {
	name, text string
	types      []*cel.Type
}

func (e expression) GetName() string          { return e.name }
func (e expression) GetExpression() string    { return e.text }
func (e expression) ReturnTypes() []*cel.Type { return e.types }

type refusal struct {
	Version string `json:"version"`
	Policy  string `json:"policy"`
	Field   string `json:"field"`
	Error   string `json:"error"`
}

func conditionsOf(spec admissionv1.ValidatingAdmissionPolicySpec) []expression {
	var all []expression
	for i, condition := range spec.MatchConditions {
		all = append(all, expression{fmt.Sprintf("matchConditions[%d]", i), condition.Expression, []*cel.Type{cel.BoolType}})
	}
	for i, validation := range spec.Validations {
		all = append(all, expression{fmt.Sprintf("validations[%d]", i), validation.Expression, []*cel.Type{cel.BoolType}})
	}
	for i, annotation := range spec.AuditAnnotations {
		types := []*cel.Type{cel.StringType, cel.NullType}
		all = append(all, expression{fmt.Sprintf("auditAnnotations[%d]", i), annotation.ValueExpression, types})
	}
	return all
}

func messagesOf(spec admissionv1.ValidatingAdmissionPolicySpec) []expression {
	var all []expression
	for i, validation := range spec.Validations {
		if validation.MessageExpression != "" {
			name := fmt.Sprintf("validations[%d].messageExpression", i)
			all = append(all, expression{name, validation.MessageExpression, []*cel.Type{cel.StringType}})
		}
	}
	return all
}

// compile returns what is refused of a policy, and how many expressions it has.
func compile(policy admissionv1.ValidatingAdmissionPolicy, minor string) ([]refusal, int, error) {
	compiler, err := admission.NewCompositedCompiler(environment.MustBaseEnvSet(version.MustParseGeneric(minor)))
	if err != nil {
		return nil, 0, err
	}
	var refused []refusal
	look := func(name string, result admission.CompilationResult) {
		if result.Error != nil {
			refused = append(refused, refusal{minor, policy.Name, name, result.Error.Detail})
		}
	}
	spec := policy.Spec
	withAuthorizer := admission.OptionalVariableDeclarations{HasParams: spec.ParamKind != nil, HasAuthorizer: true}
	plain := admission.OptionalVariableDeclarations{HasParams: spec.ParamKind != nil}
	for _, variable := range spec.Variables {
		one := expression{variable.Name, variable.Expression, []*cel.Type{cel.AnyType, cel.DynType}}
		look("variables."+variable.Name, compiler.CompileCELExpression(one, withAuthorizer, environment.NewExpressions))
		compiler.CompileAndStoreVariables([]admission.NamedExpressionAccessor{one}, withAuthorizer, environment.NewExpressions)
	}
	conditions, messages := conditionsOf(spec), messagesOf(spec)
	for _, one := range conditions {
		look(one.name, compiler.CompileCELExpression(one, withAuthorizer, environment.NewExpressions))
	}
	for _, one := range messages {
		look(one.name, compiler.CompileCELExpression(one, plain, environment.NewExpressions))
	}
	return refused, len(spec.Variables) + len(conditions) + len(messages), nil
}

func main() {
	var policies []admissionv1.ValidatingAdmissionPolicy
	if err := json.NewDecoder(os.Stdin).Decode(&policies); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	out, count := json.NewEncoder(os.Stdout), 0
	for _, minor := range os.Args[1:] {
		for _, policy := range policies {
			refused, expressions, err := compile(policy, minor)
			if err != nil {
				fmt.Fprintln(os.Stderr, err)
				os.Exit(2)
			}
			count += expressions
			for _, one := range refused {
				_ = out.Encode(one)
			}
		}
	}
	_ = out.Encode(map[string]int{"count": count})
}
