{{- define "mcp.labels" -}}
app.kubernetes.io/component: mcp-server
app.kubernetes.io/instance: {{ .name }}
app.kubernetes.io/managed-by: cdk8s
app.kubernetes.io/name: {{ .name }}
app.kubernetes.io/part-of: mcp
app.kubernetes.io/version: {{ .version | quote }}
owner: {{ .owner }}
{{- end }}
{{- define "mcp.selector" -}}
cdk8s-mcp/server: {{ .name }}
{{- end }}
{{- define "mcp.callers" -}}
{{- range $i, $caller := .callers }}{{ if $i }}, {{ end }}pods {{ range $key, $value := .labels }}{{ $key }}={{ $value }} {{ end }}in {{ .namespace }}{{ end }}
{{- end }}
{{- define "mcp.egress" -}}
{{- range $i, $way := .egress }}{{ if $i }}, {{ end }}{{ .cidr }} port {{ .port }}{{ end }}
{{- end }}
