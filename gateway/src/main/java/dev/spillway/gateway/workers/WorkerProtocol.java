package dev.spillway.gateway.workers;

import dev.spillway.contracts.proto.CountReply;
import dev.spillway.contracts.proto.DescribeReply;
import dev.spillway.contracts.proto.DescribeRequest;
import dev.spillway.contracts.proto.EmbedReply;
import dev.spillway.contracts.proto.EmbedRequest;
import dev.spillway.contracts.proto.GenerateEvent;
import dev.spillway.contracts.proto.GenerateRequest;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.common.GrpcMessageEncoder;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.common.ServiceName;

/** The methods of {@code worker.proto}, as a client sees them. */
final class WorkerProtocol {
  private static final ServiceName SERVICE = ServiceName.create("spillway.worker.v1.ModelWorker");

  static final ServiceMethod<DescribeReply, DescribeRequest> DESCRIBE =
      ServiceMethod.client(
          SERVICE,
          "Describe",
          GrpcMessageEncoder.encoder(),
          GrpcMessageDecoder.decoder(DescribeReply.parser()));

  static final ServiceMethod<GenerateEvent, GenerateRequest> GENERATE =
      ServiceMethod.client(
          SERVICE,
          "Generate",
          GrpcMessageEncoder.encoder(),
          GrpcMessageDecoder.decoder(GenerateEvent.parser()));

  static final ServiceMethod<EmbedReply, EmbedRequest> EMBED =
      ServiceMethod.client(
          SERVICE,
          "Embed",
          GrpcMessageEncoder.encoder(),
          GrpcMessageDecoder.decoder(EmbedReply.parser()));

  static final ServiceMethod<CountReply, GenerateRequest> COUNT =
      ServiceMethod.client(
          SERVICE,
          "Count",
          GrpcMessageEncoder.encoder(),
          GrpcMessageDecoder.decoder(CountReply.parser()));

  private WorkerProtocol() {}
}
