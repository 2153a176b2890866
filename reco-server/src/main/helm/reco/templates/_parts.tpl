{{/* Of all objects; .part is "server" or "keeper", .root what a template is given. */}}
{{- define "reco.name" -}}
{{- if contains .Chart.Name .Release.Name }}{{ .Release.Name }}{{ else }}{{ .Release.Name }}-{{ .Chart.Name }}{{ end }}
{{- end }}

{{- define "reco.selector" -}}
app.kubernetes.io/name: {{ .root.Chart.Name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .part }}
{{- end }}

{{- define "reco.labels" -}}
{{ include "reco.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ .root.Chart.Name }}-{{ .root.Chart.Version }}
{{- end }}

{{- define "reco.shared" -}}
{{- if .Values.store.nodes }}true{{ end }}
{{- end }}

{{- define "reco.passwordSecret" -}}
{{- if .Values.store.passwordSecret }}{{ .Values.store.passwordSecret }}{{ else if .Values.store.password }}{{ include "reco.name" . }}-store{{ end }}
{{- end }}

{{- define "reco.tokensSecret" -}}
{{- if .Values.security.tokensSecret }}{{ .Values.security.tokensSecret }}{{ else if .Values.security.tokens }}{{ include "reco.name" . }}-tokens{{ end }}
{{- end }}

{{/* What would not work is told here, and not by a pod that ends again and again. */}}
{{- define "reco.check" -}}
{{- if and (not .Values.store.nodes) (gt (int .Values.replicas) 1) }}
{{- fail "replicas: more than one (expected: 1, or store.nodes of a Valkey cluster that they share)" }}
{{- end }}
{{- $asked := or (include "reco.tokensSecret" .) (hasKey .Values.settings "RECO_JWT_JWKS") (hasKey .Values.settings "RECO_CLIENT_ROLES") }}
{{- if not (or .Values.security.insecure (and .Values.security.tlsSecret $asked)) }}
{{- fail "security: no tlsSecret, or nobody is asked who they are (expected: tlsSecret and tokensSecret or tokens, or insecure: true)" }}
{{- end }}
{{- end }}

{{/* The specification of a pod. */}}
{{- define "reco.pod" -}}
{{- $values := .root.Values -}}
{{- $shared := include "reco.shared" .root -}}
# A service named reco would set variables that look like settings.
enableServiceLinks: false
automountServiceAccountToken: false
terminationGracePeriodSeconds: {{ add $values.drainDelay $values.shutdownGrace 10 }}
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile:
    type: RuntimeDefault
{{- with $values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
containers:
  - name: reco
    image: {{ $values.image.repository }}:{{ $values.image.tag | default .root.Chart.AppVersion }}
    imagePullPolicy: {{ $values.image.pullPolicy }}
    securityContext:
      readOnlyRootFilesystem: true
      allowPrivilegeEscalation: false
      capabilities:
        drop: [ALL]
    ports:
      - name: grpc
        containerPort: 8889
      - name: http
        containerPort: 8890
    env:
      {{- include "reco.env" . | trim | nindent 6 }}
    {{- $scheme := ternary "HTTPS" "HTTP" (ne $values.security.tlsSecret "") }}
    # A start loads a snapshot and follows the log from there.
    startupProbe:
      httpGet: {path: /readyz, port: http, scheme: {{ $scheme }}}
      periodSeconds: 2
      timeoutSeconds: 2
      failureThreshold: 300
    readinessProbe:
      httpGet: {path: /readyz, port: http, scheme: {{ $scheme }}}
      periodSeconds: 2
      timeoutSeconds: 2
      failureThreshold: 2
    livenessProbe:
      httpGet: {path: /healthz, port: http, scheme: {{ $scheme }}}
      periodSeconds: 10
      timeoutSeconds: 5
      failureThreshold: 6
    resources:
      {{- toYaml .resources | nindent 6 }}
    volumeMounts:
      - {name: tmp, mountPath: /tmp}
      {{- if $shared }}
      - {name: snapshots, mountPath: /snapshots}
      {{- else }}
      - {name: data, mountPath: /data}
      {{- end }}
      {{- range include "reco.secrets" .root | fromYamlArray }}
      - {name: {{ .name }}, mountPath: /secrets/{{ .name }}, readOnly: true}
      {{- end }}
volumes:
  - name: tmp
    emptyDir: {sizeLimit: 64Mi}
  {{- if $shared }}
  - name: snapshots
    persistentVolumeClaim:
      claimName: {{ $values.snapshots.existingClaim | default (printf "%s-snapshots" (include "reco.name" .root)) }}
  {{- end }}
  # The server refuses files that others than owner and group can read.
  {{- range include "reco.secrets" .root | fromYamlArray }}
  - name: {{ .name }}
    secret: {secretName: {{ .secret }}, defaultMode: 0440}
  {{- end }}
# One node's loss takes few servers along.
topologySpreadConstraints:
  - maxSkew: 1
    topologyKey: kubernetes.io/hostname
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels:
        {{- include "reco.selector" . | nindent 8 }}
{{- with $values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $values.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{/* Secrets that a pod reads as files, in /secrets/NAME. */}}
{{- define "reco.secrets" -}}
{{- with include "reco.passwordSecret" . }}
- {name: store, secret: {{ . }}}
{{- end }}
{{- if and .Values.store.tls .Values.store.tlsSecret }}
- {name: store-tls, secret: {{ .Values.store.tlsSecret }}}
{{- end }}
{{- with include "reco.tokensSecret" . }}
- {name: tokens, secret: {{ . }}}
{{- end }}
{{- with .Values.security.tlsSecret }}
- {name: tls, secret: {{ . }}}
{{- end }}
{{- with .Values.security.signingKeysSecret }}
- {name: signing-keys, secret: {{ . }}}
{{- end }}
{{- end }}

{{- define "reco.env" -}}
{{- $values := .root.Values }}
{{- if include "reco.shared" .root }}
- {name: RECO_STORE, value: {{ printf "%s://%s" (ternary "valkeys" "valkey" $values.store.tls) (join "," $values.store.nodes) | quote }}}
- {name: RECO_SNAPSHOTS, value: /snapshots}
{{- if eq .part "keeper" }}
- {name: RECO_ROLE, value: keeper}
{{- end }}
{{- with $values.store.user }}
- {name: RECO_STORE_USER, value: {{ . | quote }}}
{{- end }}
{{- if include "reco.passwordSecret" .root }}
- {name: RECO_STORE_PASSWORD_FILE, value: /secrets/store/password}
{{- end }}
{{- if and $values.store.tls $values.store.tlsSecret }}
- {name: RECO_STORE_TLS_CA, value: /secrets/store-tls/ca.crt}
{{- end }}
{{- end }}
{{- if include "reco.tokensSecret" .root }}
- {name: RECO_TOKENS, value: /secrets/tokens/tokens}
{{- end }}
{{- if $values.security.tlsSecret }}
- {name: RECO_TLS_CERT, value: /secrets/tls/tls.crt}
- {name: RECO_TLS_KEY, value: /secrets/tls/tls.key}
{{- end }}
{{- if $values.security.signingKeysSecret }}
- {name: RECO_SIGNING_KEYS_FILE, value: /secrets/signing-keys/keys}
{{- end }}
{{- if $values.security.insecure }}
- {name: RECO_INSECURE, value: "true"}
{{- end }}
{{- if not (hasKey $values.settings "RECO_HTTP_HOSTS") }}
{{- $service := printf "%s.%s" (include "reco.name" .root) .root.Release.Namespace }}
- {name: RECO_HTTP_HOSTS, value: "{{ include "reco.name" .root }},{{ $service }},{{ $service }}.svc,{{ $service }}.svc.cluster.local"}
{{- end }}
- {name: RECO_DRAIN_DELAY, value: {{ printf "%ds" (int $values.drainDelay) }}}
- {name: RECO_SHUTDOWN_GRACE, value: {{ printf "%ds" (int $values.shutdownGrace) }}}
{{- range $name, $value := $values.settings }}
- {name: {{ $name }}, value: {{ $value | quote }}}
{{- end }}
{{- end }}
