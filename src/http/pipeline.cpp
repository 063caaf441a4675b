#include "http/pipeline.hpp"

#include <algorithm>

#include <tessera/base/unavailable.hpp>
#include <tessera/runtime/log.hpp>
#include <tessera/runtime/metrics.hpp>

#include "http/forwarded.hpp"
#include "http/response_head.hpp"
#include "http/text.hpp"
#include "http/trace.hpp"

namespace tessera::http {

namespace {

using Style = RouteOptions::Style;

std::string joined(const Request& request, std::string_view name) {
  std::string out;
  for (const auto& [key, value] : request.headers) {
    if (key != name) continue;
    if (!out.empty()) out += ',';
    out += value;
  }
  return out;
}

void set_address(RequestContext& context, const IpAddress& address) {
  context.address = address.text();
  context.address_class = address.kind();
}

bool is_json(std::string_view media_type) {
  return media_type == "application/json" || media_type.ends_with("+json");
}

// Nothing that could not stand in a header, or that would not fit into one.
std::string_view echoed_id(const Exchange& exchange) {
  if (exchange.route == nullptr || !exchange.route->options.echo_request_id) return {};
  const auto* given = exchange.request.header("x-request-id");
  const bool plain = given != nullptr && given->size() <= 200 &&
                     std::ranges::all_of(*given, [](char c) { return c >= 0x20 && c < 0x7F; });
  return plain ? std::string_view(*given) : std::string_view{};
}

Response preflight() {
  Response response{.status = 204};
  response.header("Access-Control-Allow-Methods", "GET, HEAD");
  response.header("Access-Control-Allow-Headers", "*");
  response.header("Access-Control-Max-Age", "86400");
  return response;
}

}  // namespace

Pipeline::Pipeline(std::shared_ptr<const Settings> settings, Listener listener,
                   const Router& router)
    : settings_(std::move(settings)),
      config_(settings_->config),
      host_(listener.public_url.empty() ? settings_->host : HostRule(listener.public_url)),
      listener_(std::move(listener)),
      router_(router) {
  for (const auto& route : router.routes()) {
    stats_[route.get()] = std::make_unique<RouteStats>(route->method, route->path);
    if (route->method == Method::get)
      head_stats_[route.get()] = std::make_unique<RouteStats>(Method::head, route->path);
  }
  for (const auto method : {Method::get, Method::head, Method::post, Method::put, Method::patch,
                            Method::del, Method::options})
    unrouted_[static_cast<int>(method)] = std::make_unique<RouteStats>(method, "none");
}

RouteStats& Pipeline::stats_of(const Route* route, Method method) const {
  if (route == nullptr) return *unrouted_.at(static_cast<int>(method));
  if (method == Method::head && route->method == Method::get) return *head_stats_.at(route);
  return *stats_.at(route);
}

void Pipeline::begin(Exchange& exchange, const Peer& peer, Random& random) const {
  exchange.begin = std::chrono::steady_clock::now();
  exchange.secure = listener_.tls;
  auto& request = exchange.request;
  request.listener = listener_.name;
  request.peer_uid = peer.uid;
  request.peer_certificate = peer.certificate;
  request.base_url = listener_.public_url.empty() ? config_.public_url : listener_.public_url;
  auto& context = request.context;
  context.received = settings_->clock.now();
  context.request_id = make_uuid7(context.received, random);
  context.locale = "en";
  if (listener_.unix_socket) {
    context.address_class = "loopback";
  } else {
    set_address(context, peer.address);
  }
}

// The two of the operator are asked under any name (ADR 21).
bool Pipeline::check_host(const Request& request) const {
  if (listener_.name == "admin-socket" || listener_.name == "management") return true;
  return host_.allows(request.host);
}

bool Pipeline::find_client(Exchange& exchange, const Peer& peer) const {
  if (!peer.trusted_proxy) return true;
  const auto& request = exchange.request;
  ForwardedHeaders headers{.forwarded = joined(request, "forwarded"),
                           .x_forwarded_for = joined(request, "x-forwarded-for"),
                           .x_forwarded_proto = joined(request, "x-forwarded-proto")};
  const auto client = decide_client(peer.address, headers, listener_.trusted_proxies);
  if (!client) return false;
  set_address(exchange.request.context, client->address);
  exchange.secure = listener_.tls || client->secure;
  return true;
}

bool Pipeline::admit(Exchange& exchange, const Peer& peer, Random& random) const {
  auto& request = exchange.request;
  request.context.trace_id = trace_id_of(request.header("traceparent"), random);
  if (const auto* host = request.header("host")) request.host = to_lower(*host);
  if (!check_host(request)) {
    refuse(exchange, {421, "host", {}});
    return false;
  }
  if (!find_client(exchange, peer)) {
    refuse(exchange, {400, "forwarded", "The forwarding headers are malformed."});
    return false;
  }
  if (config_.context_hook) config_.context_hook(request);
  if (!find_route(exchange)) return false;
  limit_body(exchange);
  return true;
}

bool Pipeline::find_route(Exchange& exchange) const {
  auto& request = exchange.request;
  auto match = router_.find(request.method, request.path);
  exchange.route = match.route;
  if (match.route != nullptr) {
    request.params = std::move(match.params);
    exchange.public_cors = match.route->options.public_cors;
    return true;
  }
  exchange.route = match.other;
  exchange.public_cors = match.other != nullptr && match.other->options.public_cors;
  if (match.other == nullptr) {
    answer(exchange, failure_of_status(404));
  } else if (exchange.public_cors && request.method == Method::options) {
    exchange.response = preflight();
  } else {
    answer(exchange, failure_of_status(405));
    exchange.response.header("Allow", match.allow);
  }
  exchange.route = nullptr;
  return false;
}

void Pipeline::limit_body(Exchange& exchange) const {
  const auto& options = exchange.route->options;
  const auto& limits = config_.limits;
  const auto bound = [&](std::size_t limit, std::string_view reason) {
    exchange.max_body = std::min<std::uint64_t>(options.max_body, limit);
    exchange.max_body_reason = reason;
  };
  const auto type = exchange.request.content_type();
  if (options.stream_body) return bound(limits.evidence_bytes, "evidence_bytes");
  if (is_json(type)) return bound(limits.json_bytes, "json_bytes");
  if (type == "application/x-www-form-urlencoded") return bound(limits.form_bytes, "form_bytes");
  bound(options.max_body, "body_bytes");
}

Style Pipeline::style_of(const Exchange& exchange) const {
  if (exchange.route != nullptr) return exchange.route->options.style;
  if (exchange.request.path.starts_with("/api/")) return Style::problem_json;
  if (exchange.request.path.starts_with("/scim/")) return Style::scim_json;
  const auto* accept = exchange.request.header("accept");
  const bool browser = accept != nullptr && accept->find("text/html") != std::string::npos;
  return browser ? Style::page : Style::plain;
}

void Pipeline::answer(Exchange& exchange, const Failure& failure) const {
  const auto& context = exchange.request.context;
  try {
    exchange.response = render_failure(failure, style_of(exchange), context, config_.error_page);
  } catch (const std::exception& e) {
    runtime::log(runtime::Level::error, "http.error_page_failed", {{"error", e.what()}}, &context);
    exchange.response = render_failure(failure, Style::plain, context, {});
  }
}

void Pipeline::refuse(Exchange& exchange, const Refusal& refusal) const {
  const bool body = refusal.reason == "body_bytes" && !exchange.max_body_reason.empty();
  refusals_.count(body ? exchange.max_body_reason : refusal.reason);
  auto failure = failure_of_status(refusal.status, refusal.text);
  if (refusal.status == 503) failure.retry_after_seconds = 1;
  answer(exchange, failure);
}

Task<> Pipeline::handle(Exchange& exchange) const {
  const auto& context = exchange.request.context;
  try {
    exchange.response = co_await exchange.route->handler(exchange.request);
    co_return;
  } catch (const Unavailable& e) {
    runtime::counter("tessera_http_unavailable_total", "Requests that a backend could not serve",
                     {{"backend", e.backend()}})
        .add();
    runtime::log(runtime::Level::warn, "http.unavailable",
                 {{"backend", e.backend()}, {"error", e.what()}}, &context);
    auto failure = failure_of_status(503);
    failure.retry_after_seconds = std::max(1, e.retry_after_seconds());
    answer(exchange, failure);
  } catch (const std::exception& e) {
    // a cancelled handler ends with operation_aborted, or with what it made of it
    if (exchange.expired) {
      auto failure = failure_of_status(503);
      failure.retry_after_seconds = 1;
      answer(exchange, failure);
      co_return;
    }
    runtime::log(runtime::Level::error, "http.failed",
                 {{"uri", exchange.route->path}, {"error", e.what()}}, &context);
    answer(exchange, failure_of_status(500));
  } catch (...) {
    runtime::log(runtime::Level::error, "http.failed",
                 {{"uri", exchange.route->path}, {"error", "unknown exception"}}, &context);
    answer(exchange, failure_of_status(500));
  }
}

void Pipeline::settle(Exchange& exchange) const {
  if (is_sendable(exchange.response)) return;
  runtime::log(runtime::Level::error, "http.unsendable_header", {}, &exchange.request.context);
  answer(exchange, failure_of_status(500));
}

void Pipeline::render(std::string& out, const Exchange& exchange, const Framing& framing) const {
  const auto& context = exchange.request.context;
  const auto id = to_string(context.request_id);
  const HeadOptions options{
      .keep_alive = framing.keep_alive,
      .http_10 = framing.http_10,
      .chunked = framing.chunked,
      .content_length = framing.content_length,
      .headers = {.hsts = exchange.secure && host_.is_name(), .public_cors = exchange.public_cors},
      .request_id = id,
      .echoed_id = echoed_id(exchange),
      .trace_id = context.trace_id};
  render_head(out, exchange.response, options);
}

void Pipeline::finish(const Exchange& exchange, std::uint64_t bytes) const {
  const auto took = std::chrono::steady_clock::now() - exchange.begin;
  const double seconds_taken = std::chrono::duration<double>(took).count();
  auto& stats = stats_of(exchange.route, exchange.request.method);
  stats.observe(exchange.response.status, seconds_taken);
  if (!config_.access_log) return;
  // the template, not the path: paths carry ids, queries carry codes
  runtime::log(runtime::Level::info, "http.request",
               {{"method", name_of(exchange.request.method)},
                {"uri", stats.uri()},
                {"status", exchange.response.status},
                {"ms", static_cast<double>(
                           std::chrono::duration_cast<std::chrono::microseconds>(took).count()) /
                           1000},
                {"bytes", bytes},
                {"listener", listener_.name},
                {"address_class", exchange.request.context.address_class}},
               &exchange.request.context);
}

Duration Pipeline::deadline_of(const Exchange& exchange) const {
  if (exchange.route == nullptr || !exchange.route->options.deadline) return limits().request_time;
  return *exchange.route->options.deadline;
}

}  // namespace tessera::http
