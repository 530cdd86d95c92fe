/**
 * The client package of a service by the name that AWS SDK integrations give the service, which is
 * the package's without hyphens, and without `service` at its end.
 * https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
 */
export function sdkPackageName(service: string): string {
  return `@aws-sdk/client-${hyphenated.get(service) ?? service}`;
}

/** Every client whose name has hyphens; the others are spelt as the service. */
const clients = `
  acm-pca api-gateway app-mesh application-auto-scaling application-discovery-service
  application-insights application-signals auto-scaling auto-scaling-plans backup-gateway
  bcm-data-exports bcm-recommended-actions bedrock-agent bedrock-agent-runtime bedrock-agentcore
  bedrock-agentcore-control bedrock-data-automation bedrock-data-automation-runtime
  bedrock-runtime chime-sdk-identity chime-sdk-media-pipelines chime-sdk-meetings
  chime-sdk-messaging chime-sdk-voice cloudfront-keyvaluestore cloudhsm-v2 cloudsearch-domain
  cloudwatch-events cloudwatch-logs codeguru-reviewer codestar-connections codestar-notifications
  cognito-identity cognito-identity-provider cognito-sync compute-optimizer config-service
  connect-contact-lens cost-and-usage-report-service cost-explorer cost-optimization-hub
  customer-profiles data-pipeline database-migration-service device-farm devops-guru
  direct-connect directory-service docdb-elastic dynamodb-streams ec2-instance-connect ecr-public
  elastic-beanstalk elastic-inference elastic-load-balancing elastic-load-balancing-v2
  elastic-transcoder elasticsearch-service emr-containers emr-serverless geo-maps geo-places
  geo-routes global-accelerator iot-1click-projects iot-data-plane iot-events iot-events-data
  iot-jobs-data-plane iot-wireless ivs-realtime kinesis-analytics kinesis-analytics-v2
  kinesis-video kinesis-video-archived-media kinesis-video-media kinesis-video-signaling
  kinesis-video-webrtc-storage launch-wizard lex-model-building-service lex-models-v2
  lex-runtime-service lex-runtime-v2 license-manager machine-learning marketplace-agreement
  marketplace-catalog marketplace-commerce-analytics marketplace-entitlement-service
  marketplace-metering mediapackage-vod mediastore-data medical-imaging migration-hub
  migration-hub-refactor-spaces migrationhub-config neptune-graph network-firewall
  partnercentral-account partnercentral-benefits partnercentral-channel partnercentral-selling
  payment-cryptography personalize-events personalize-runtime pinpoint-email pinpoint-sms-voice
  pinpoint-sms-voice-v2 qldb-session rds-data redshift-data redshift-serverless
  resource-explorer-2 resource-groups resource-groups-tagging-api route-53 route-53-domains
  route53-recovery-cluster route53-recovery-control-config route53-recovery-readiness s3-control
  sagemaker-a2i-runtime sagemaker-edge sagemaker-featurestore-runtime sagemaker-geospatial
  sagemaker-runtime secrets-manager service-catalog service-catalog-appregistry service-quotas
  signer-data snow-device-management ssm-contacts ssm-incidents sso-admin sso-oidc
  storage-gateway timestream-influxdb timestream-query timestream-write transcribe-streaming
  voice-id vpc-lattice waf-regional workspaces-instances workspaces-thin-client workspaces-web
`;

const hyphenated: ReadonlyMap<string, string> = new Map(
  clients
    .trim()
    .split(/\s+/)
    .flatMap((client) => {
      const service = client.replaceAll("-", "");
      return [
        [service, client],
        [service.replace(/service$/, ""), client],
      ] as const;
    }),
);
