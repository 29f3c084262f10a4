{{- define "foresight.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 40 | trimSuffix "-" -}}
{{- end }}

{{- define "foresight.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" -}}
{{- else if contains (include "foresight.name" .) .Release.Name -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name (include "foresight.name" .) | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end }}

{{/* Labels that select: (dict "root" $ "component" "trainer"); without a component all pods of the release. */}}
{{- define "foresight.selector" -}}
app.kubernetes.io/name: {{ include "foresight.name" .root }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- with .component }}
app.kubernetes.io/component: {{ . }}
{{- end }}
{{- end }}

{{- define "foresight.labels" -}}
{{ include "foresight.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- end }}

{{/* An image: (dict "root" $ "image" "trainer" "gpus" 1). */}}
{{- define "foresight.image" -}}
{{- with .root.Values.images.registry }}{{ . }}/{{ end -}}
foresight/{{ .image }}:{{ default .root.Chart.AppVersion .root.Values.images.tag }}{{ if .gpus }}-cuda{{ end }}
{{- end }}

{{- define "foresight.trialKafka" -}}
{{- if not .Values.kafka.bootstrapServers }}true{{ end -}}
{{- end }}

{{- define "foresight.bootstrapServers" -}}
{{- default (printf "%s-kafka:9092" (include "foresight.fullname" .)) .Values.kafka.bootstrapServers -}}
{{- end }}

{{- define "foresight.storeClaim" -}}
{{- default (printf "%s-store" (include "foresight.fullname" .)) .Values.store.existingClaim -}}
{{- end }}

{{/* Whether the chart makes a token of its own. */}}
{{- define "foresight.ownToken" -}}
{{- with .Values.security }}{{ if not (or .issuer .tokensSecret .allowAnonymous) }}true{{ end }}{{ end -}}
{{- end }}

{{- define "foresight.tokensSecret" -}}
{{- if include "foresight.ownToken" . -}}
{{ include "foresight.fullname" . }}-tokens
{{- else -}}
{{ .Values.security.tokensSecret }}
{{- end -}}
{{- end }}

{{/* Security of every pod; the argument is user and group. */}}
{{- define "foresight.podSecurity" -}}
runAsNonRoot: true
runAsUser: {{ . }}
runAsGroup: {{ . }}
fsGroup: {{ . }}
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{- define "foresight.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
runAsNonRoot: true
capabilities:
  drop: [ALL]
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{/* Environment of every process that talks to Kafka: (dict "root" $ "component" "trainer"). */}}
{{- define "foresight.kafkaEnv" -}}
{{- $kafka := .root.Values.kafka -}}
- name: SPRING_KAFKA_BOOTSTRAPSERVERS
  value: {{ include "foresight.bootstrapServers" .root | quote }}
- name: FORESIGHT_BROKER_REPLICATION
  value: {{ $kafka.replication | quote }}
- name: FORESIGHT_BROKER_PATIENCE
  value: {{ $kafka.patience | quote }}
- name: FORESIGHT_WORKQUEUE_LOCK
  value: {{ $kafka.lock | quote }}
{{- if ne $kafka.securityProtocol "PLAINTEXT" }}
- name: SPRING_KAFKA_SECURITY_PROTOCOL
  value: {{ $kafka.securityProtocol }}
{{- end }}
{{- if $kafka.tls.caSecret }}
- name: SPRING_KAFKA_SSL_TRUSTSTORETYPE
  value: PEM
- name: SPRING_KAFKA_SSL_TRUSTSTORELOCATION
  value: {{ printf "file:/etc/foresight/kafka-ca/%s" $kafka.tls.caKey | quote }}
{{- end }}
{{- if $kafka.tls.clientSecret }}
- name: SPRING_KAFKA_SSL_KEYSTORETYPE
  value: PEM
- name: SPRING_KAFKA_SSL_KEYSTORELOCATION
  value: {{ printf "file:/etc/foresight/kafka-client/%s" $kafka.tls.clientKey | quote }}
{{- end }}
{{- if hasPrefix "SASL" $kafka.securityProtocol }}
{{- $secret := default $kafka.sasl.existingSecret (get $kafka.sasl.secrets .component) }}
- name: KAFKA_USERNAME
  valueFrom:
    secretKeyRef:
      name: {{ required "kafka.sasl.existingSecret: brokers that ask for SASL need a Secret with username and password" $secret }}
      key: username
- name: KAFKA_PASSWORD
  valueFrom:
    secretKeyRef:
      name: {{ $secret }}
      key: password
- name: SPRING_KAFKA_PROPERTIES_SASL_MECHANISM
  value: {{ $kafka.sasl.mechanism }}
- name: SPRING_KAFKA_PROPERTIES_SASL_JAAS_CONFIG
  value: org.apache.kafka.common.security.{{ ternary "plain.Plain" "scram.Scram" (eq $kafka.sasl.mechanism "PLAIN") }}LoginModule required username="$(KAFKA_USERNAME)" password="$(KAFKA_PASSWORD)";
{{- end }}
{{- range $name, $value := $kafka.properties }}
- name: SPRING_KAFKA_PROPERTIES_{{ $name | upper | replace "." "_" }}
  value: {{ $value | quote }}
{{- end }}
{{- end }}

{{- define "foresight.kafkaMounts" -}}
{{- if .Values.kafka.tls.caSecret }}
- name: kafka-ca
  mountPath: /etc/foresight/kafka-ca
  readOnly: true
{{- end }}
{{- if .Values.kafka.tls.clientSecret }}
- name: kafka-client
  mountPath: /etc/foresight/kafka-client
  readOnly: true
{{- end }}
{{- end }}

{{- define "foresight.kafkaVolumes" -}}
{{- with .Values.kafka.tls.caSecret }}
- name: kafka-ca
  secret:
    secretName: {{ . }}
{{- end }}
{{- with .Values.kafka.tls.clientSecret }}
- name: kafka-client
  secret:
    secretName: {{ . }}
{{- end }}
{{- end }}

{{/* Environment of every service: (dict "root" $ "component" "trainer" "port" 8081 "management" 9081). */}}
{{- define "foresight.serviceEnv" -}}
- name: SERVER_ADDRESS
  value: "0.0.0.0"
- name: SERVER_PORT
  value: {{ .port | quote }}
- name: MANAGEMENT_SERVER_ADDRESS
  value: "0.0.0.0"
- name: MANAGEMENT_SERVER_PORT
  value: {{ .management | quote }}
{{- with .root.Values.security }}
{{- if .issuer }}
- name: FORESIGHT_SECURITY_ISSUER
  value: {{ .issuer | quote }}
- name: FORESIGHT_SECURITY_AUDIENCE
  value: {{ .audience | quote }}
- name: FORESIGHT_SECURITY_ROLESCLAIM
  value: {{ .rolesClaim | quote }}
{{- end }}
{{- if .allowAnonymous }}
- name: FORESIGHT_SECURITY_ALLOWANONYMOUS
  value: "true"
{{- end }}
{{- end }}
{{- if include "foresight.tokensSecret" .root }}
- name: FORESIGHT_SECURITY_TOKENSFILE
  value: {{ printf "/etc/foresight/tokens/%s" .root.Values.security.tokensKey | quote }}
{{- end }}
{{- with .root.Values.logging.format }}
- name: LOGGING_STRUCTURED_FORMAT_CONSOLE
  value: {{ . }}
{{- end }}
{{- with .root.Values.tracing }}
{{- if .endpoint }}
- name: MANAGEMENT_OPENTELEMETRY_TRACING_EXPORT_OTLP_ENDPOINT
  value: {{ .endpoint | quote }}
- name: MANAGEMENT_TRACING_SAMPLING_PROBABILITY
  value: {{ .sampling | quote }}
{{- end }}
{{- end }}
# Libraries unpack native code; both folders are the pod's scratch volume.
- name: DJL_CACHE_DIR
  value: /tmp/djl
- name: OPT_OUT_TRACKING
  value: "true"
{{ include "foresight.kafkaEnv" . }}
{{- end }}

{{/* Where checkpoints and datasets are, for trainer, control and workers. */}}
{{- define "foresight.storeEnv" -}}
- name: FORESIGHT_DATASETS_FOLDER
  value: /var/lib/foresight/shared/datasets
- name: FORESIGHT_DATASETS_SOURCE
  value: {{ .Values.datasets.source | quote }}
{{- with .Values.data }}
{{- $folders := list }}
{{- range . }}{{ $folders = append $folders .mountPath }}{{ end }}
- name: FORESIGHT_DATASETS_ROOTS
  value: {{ join "," $folders | quote }}
{{- end }}
{{- end }}

{{/* Object stores, for control and workers. */}}
{{- define "foresight.s3Env" -}}
- name: FORESIGHT_SAMPLER_CHECKPOINTS_CACHESIZE
  value: {{ .Values.sampler.cacheSize | quote }}
- name: FORESIGHT_SAMPLER_CHECKPOINTS_PATIENCE
  value: {{ .Values.sampler.patience | quote }}
- name: FORESIGHT_SAMPLER_CHECKPOINTS_S3_PATHSTYLE
  value: {{ .Values.s3.pathStyle | quote }}
{{- with .Values.s3.endpoint }}
- name: FORESIGHT_SAMPLER_CHECKPOINTS_S3_ENDPOINT
  value: {{ . | quote }}
{{- end }}
{{- with .Values.s3.region }}
- name: FORESIGHT_SAMPLER_CHECKPOINTS_S3_REGION
  value: {{ . | quote }}
{{- end }}
{{- with .Values.s3.existingSecret }}
- name: AWS_ACCESS_KEY_ID
  valueFrom:
    secretKeyRef:
      name: {{ . }}
      key: accessKeyId
- name: AWS_SECRET_ACCESS_KEY
  valueFrom:
    secretKeyRef:
      name: {{ . }}
      key: secretAccessKey
{{- end }}
{{- end }}

{{/* What every service mounts. */}}
{{- define "foresight.mounts" -}}
- name: scratch
  mountPath: /tmp
  subPath: tmp
{{- if include "foresight.tokensSecret" . }}
- name: tokens
  mountPath: /etc/foresight/tokens
  readOnly: true
{{- end }}
{{ include "foresight.kafkaMounts" . }}
{{- end }}

{{/* The volumes behind them: (dict "root" $ "scratch" "4Gi"). */}}
{{- define "foresight.volumes" -}}
- name: scratch
  emptyDir:
    sizeLimit: {{ .scratch }}
{{- if include "foresight.tokensSecret" .root }}
- name: tokens
  secret:
    secretName: {{ include "foresight.tokensSecret" .root }}
{{- end }}
{{ include "foresight.kafkaVolumes" .root }}
{{- end }}

{{/* State that needs no keeping. */}}
{{- define "foresight.stateMount" -}}
- name: scratch
  mountPath: /var/lib/foresight/state
  subPath: state
{{- end }}

{{/* Store and data of every service: (dict "root" $ "readOnly" true). */}}
{{- define "foresight.storeMounts" -}}
- name: store
  mountPath: /var/lib/foresight/shared
  readOnly: {{ .readOnly }}
{{- range .root.Values.data }}
- name: data-{{ .name }}
  mountPath: {{ .mountPath }}
  readOnly: true
{{- end }}
{{- end }}

{{- define "foresight.storeVolumes" -}}
- name: store
  persistentVolumeClaim:
    claimName: {{ include "foresight.storeClaim" . }}
{{- range .Values.data }}
- name: data-{{ .name }}
  persistentVolumeClaim:
    claimName: {{ .claim }}
    readOnly: true
{{- end }}
{{- end }}

{{/* Ports, probes and a pause in which a Service forgets a pod that ends: (dict "port" 8081 "management" 9081). */}}
{{- define "foresight.serving" -}}
ports:
  - name: http
    containerPort: {{ .port }}
  - name: management
    containerPort: {{ .management }}
startupProbe:
  httpGet:
    path: /actuator/health/liveness
    port: management
  periodSeconds: 3
  failureThreshold: 100
livenessProbe:
  httpGet:
    path: /actuator/health/liveness
    port: management
  periodSeconds: 20
  timeoutSeconds: 5
  failureThreshold: 6
readinessProbe:
  httpGet:
    path: /actuator/health/readiness
    port: management
  periodSeconds: 5
  timeoutSeconds: 5
lifecycle:
  preStop:
    sleep:
      seconds: 5
{{- end }}

{{/* Resources with GPUs: (dict "resources" … "gpus" 1 "gpuResource" "nvidia.com/gpu"). */}}
{{- define "foresight.resources" -}}
{{- $resources := deepCopy .resources -}}
{{- if .gpus -}}
{{- $gpus := dict .gpuResource (.gpus | toString) -}}
{{- $resources = mergeOverwrite $resources (dict "limits" $gpus) (dict "requests" $gpus) -}}
{{- end -}}
{{ toYaml $resources }}
{{- end }}

{{/* Where pods run: (dict "root" $ "of" .Values.trainer). */}}
{{- define "foresight.placement" -}}
{{- with .root.Values.images.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- with .of.runtimeClassName }}
runtimeClassName: {{ . }}
{{- end }}
{{- with .of.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with .of.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .of.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .of.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .of.topologySpreadConstraints }}
topologySpreadConstraints:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{/* Where browsers reach the services: the Ingress, if it has a host of its own. */}}
{{- define "foresight.ingressAddress" -}}
{{- with .Values.ingress -}}
{{- if and .enabled .host (not (contains "*" .host)) -}}
{{ ternary "https" "http" (ne .tlsSecret "") }}://{{ .host }}
{{- end -}}
{{- end -}}
{{- end }}
