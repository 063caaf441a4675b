// The life of a connection on any kind of stream. Included by connection_start.hpp only; a
// Stream offers
//   Task<std::size_t> read(mutable_buffer)      0 at the end or on an error
//   Task<bool> write(const_buffer, const_buffer) all of it; false on an error
//   Task<bool> open(), Task<> shut()            handshakes
//   PeerCertificateRef peer_certificate()       after open
//   void cancel_read(), void close()
#pragma once

#include <optional>
#include <string>

#include <boost/asio/buffer.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/this_coro.hpp>

#include <tessera/runtime/log.hpp>

#include "http/connection.hpp"
#include "http/head_scan.hpp"
#include "http/input_buffer.hpp"
#include "http/request_parser.hpp"

namespace tessera::http {

template <class Stream>
class Connection final : public Tracked, private BodyReader {
 public:
  Connection(Stream stream, ConnectionParts parts)
      : stream_(std::move(stream)), parts_(std::move(parts)), pipeline_(*parts_.pipeline) {
    parts_.worker->add(*this);
  }
  ~Connection() override {
    parts_.worker->remove(*this);
    parts_.worker->forget_one();
  }

  [[nodiscard]] Task<> run() {
    set(Phase::opening, limits().header_time);
    if (co_await stream_.open()) {
      parts_.peer.certificate = stream_.peer_certificate();
      while (co_await serve_one()) {
      }
      if (!closed_) co_await linger();
    } else if (!closed_) {
      pipeline_.refusals().count("tls");
    }
    close();
  }

  // What a handler awaits is cancelled by this, when its time is over.
  boost::asio::cancellation_signal cancel_handler;

  void expire() override {
    deadline = Time::max();
    switch (phase_) {
      case Phase::idle:
        return give_up(used_ ? "idle" : "header_time");
      case Phase::opening:
        return give_up("header_time");
      case Phase::writing:
        return give_up("slow_reader");
      case Phase::lingering:
        return close();
      case Phase::head:
        return stop_reading("header_time");
      case Phase::body:
        return stop_reading("request_time");
      case Phase::handling:
        break;
    }
    pipeline_.refusals().count("request_time");
    stop_handler();
  }

  void drain() override {
    if (phase_ == Phase::idle || phase_ == Phase::opening) close();
  }

  void close() override {
    closed_ = true;
    stream_.close();
    if (current_ == nullptr) return;
    stop_handler();
  }

 private:
  enum class Phase { opening, idle, head, body, handling, writing, lingering };
  static constexpr std::size_t kPiece = 256 * 1024;  // of a streamed upload
  static constexpr std::size_t kBlock = 64 * 1024;   // a reader must take one in request_time
  static constexpr std::size_t kCopied =
      16 * 1024;  // bodies that go out in one buffer with the head

  const Limits& limits() const { return pipeline_.limits(); }

  void set(Phase phase, Duration within) {
    phase_ = phase;
    deadline = std::chrono::steady_clock::now() + within;
  }
  void give_up(std::string_view reason) {
    pipeline_.refusals().count(reason);
    close();
  }
  void stop_reading(std::string_view) {
    expired_ = true;
    stream_.cancel_read();
  }

  void stop_handler() {
    expired_ = true;
    if (current_ != nullptr) current_->expired = true;
    cancel_handler.emit(boost::asio::cancellation_type::terminal);
  }

  // ---- one request ----

  // True if another one may follow on this connection.
  Task<bool> serve_one() {
    expired_ = false;
    auto head = co_await read_head();
    if (head.size == 0 && !head.refusal) co_return false;
    Exchange exchange;
    RequestParser parser;
    pipeline_.begin(exchange, parts_.peer, parts_.worker->random());
    bool keep = false;
    if (co_await take_request(head, parser, exchange)) {
      co_await run_handler(parser, exchange);
      keep = parser.keep_alive() && parser.is_done() && !*parts_.draining && !expired_;
    } else if (!head.refusal && exchange.request.path.size() > 0) {
      keep = parser.is_done() && parser.keep_alive() && !*parts_.draining && !expired_;
    }
    wipe(exchange.request.body.data(), exchange.request.body.size());  // it may hold a password
    pipeline_.settle(exchange);
    if (closed_) co_return false;
    keep = keep && !pipeline_.listener().one_request;
    co_return co_await write_response(exchange, parser.is_http_10(), keep) && keep;
  }

  struct Head {
    std::size_t size = 0;
    std::optional<Refusal> refusal;
  };

  Task<Head> read_head() {
    HeadScan scan;
    input_.release();
    if (output_.capacity() > kBlock) output_ = {};
    set(input_.empty() ? Phase::idle : Phase::head, first_wait());
    if (*parts_.draining && input_.empty()) co_return Head{};
    for (;;) {
      skip_empty_line();
      if (const auto first = input_.view().substr(0, 1);
          !first.empty() && first[0] < 'A' && first[0] != '\r')
        co_return Head{.size = 0, .refusal = Refusal{400, "malformed", "This is not HTTP."}};
      const auto state = scan.scan(input_.view());
      if (state == HeadScan::State::complete && scan.size() <= limits().header_bytes)
        co_return Head{.size = scan.size(), .refusal = {}};
      if (state == HeadScan::State::bare_line_feed || state == HeadScan::State::folded)
        co_return Head{.size = 0,
                       .refusal = Refusal{400, "malformed", "A header line is malformed."}};
      if (state == HeadScan::State::complete || input_.view().size() >= limits().header_bytes)
        co_return Head{.size = 0,
                       .refusal = Refusal{431, "header_bytes", "The request header is too large."}};
      const auto n = co_await stream_.read(input_.prepare(limits().header_bytes));
      if (n == 0 && expired_)
        co_return Head{
            .size = 0,
            .refusal = Refusal{408, "header_time", "The request did not arrive in time."}};
      if (n == 0) co_return Head{};
      if (input_.empty()) set(Phase::head, limits().header_time);
      input_.commit(n);
      used_ = true;
    }
  }

  Duration first_wait() const {
    return used_ && input_.empty() ? limits().idle_time : limits().header_time;
  }

  // RFC 9112 2.2: an empty line before the request line is left over by some clients.
  void skip_empty_line() {
    if (input_.view().starts_with("\r\n") && input_.view().size() > 2) input_.consume(2);
  }

  // False if exchange.response is the answer already.
  Task<bool> take_request(const Head& head, RequestParser& parser, Exchange& exchange) {
    auto refusal = head.refusal;
    if (!refusal) {
      refusal = parser.parse_head(input_.view().substr(0, head.size), exchange.request);
      input_.consume(head.size);
    }
    if (refusal) {
      exchange.request.path.clear();
      pipeline_.refuse(exchange, *refusal);
      co_return false;
    }
    if (!pipeline_.admit(exchange, parts_.peer, parts_.worker->random())) co_return false;
    set(Phase::body, pipeline_.deadline_of(exchange));
    if (const auto announced = parser.announced_body(); announced.value_or(0) > exchange.max_body) {
      pipeline_.refuse(exchange, {413, "body_bytes", {}});
      co_return false;
    }
    if (parser.has_body() && !co_await invite_body(parser)) co_return false;
    if (exchange.route->options.stream_body) co_return true;
    refusal = co_await read_body(parser, exchange.request.body, exchange.max_body, ~std::size_t{0});
    if (refusal) pipeline_.refuse(exchange, *refusal);
    co_return !refusal;
  }

  // RFC 9110 10.1.1
  Task<bool> invite_body(const RequestParser& parser) {
    if (!parser.expects_continue() || !input_.empty()) co_return true;
    static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
    co_return co_await stream_.write(boost::asio::buffer(go_on), {});
  }

  // Reads until the body ends or `enough` bytes are there.
  Task<std::optional<Refusal>> read_body(RequestParser& parser, std::string& body,
                                         std::uint64_t max_body, std::size_t enough) {
    while (!parser.is_done() && body.size() < enough) {
      if (!input_.empty()) {
        const auto progress = parser.parse_body(input_.view(), body, max_body);
        input_.consume(progress.used);
        if (progress.refusal) co_return progress.refusal;
        if (progress.used > 0) continue;
        // a chunk header longer than any sensible one
        if (input_.view().size() >= limits().header_bytes)
          co_return Refusal{400, "malformed", "The request body is malformed."};
      }
      const auto n = co_await stream_.read(input_.prepare(kBlock));
      if (n == 0 && expired_)
        co_return Refusal{408, "request_time", "The request did not arrive in time."};
      if (n == 0) {
        closed_ = true;
        co_return Refusal{400, "malformed", "The request body is incomplete."};
      }
      input_.commit(n);
    }
    co_return std::nullopt;
  }

  Task<> run_handler(RequestParser& parser, Exchange& exchange) {
    const bool streams = exchange.route->options.stream_body;
    phase_ = Phase::handling;
    current_ = &exchange;
    if (!streams) {
      co_await pipeline_.handle(exchange);
    } else if (++*parts_.uploads > limits().uploads) {
      --*parts_.uploads;
      pipeline_.refuse(exchange, {503, "uploads", "Too many uploads at once. Please try again."});
    } else {
      body_of_ = {&parser, &exchange, {}};
      exchange.request.stream = this;
      co_await pipeline_.handle(exchange);
      body_of_ = {};
      --*parts_.uploads;
    }
    current_ = nullptr;
    if (!expired_) co_return;
    // what comes after the handler must not be cancelled with it
    co_await boost::asio::this_coro::reset_cancellation_state();
  }

  // ---- streamed bodies ----

  Task<Result<std::string>> next() override {
    std::string piece;
    auto& [parser, exchange, broken] = body_of_;
    if (!broken && !parser->is_done()) {
      phase_ = Phase::body;
      broken = co_await read_body(*parser, piece, exchange->max_body, kPiece);
      if (expired_) set(Phase::handling, seconds{5});
      phase_ = Phase::handling;
    }
    if (!broken) co_return piece;
    pipeline_.refusals().count(broken->reason == "body_bytes" ? exchange->max_body_reason
                                                              : broken->reason);
    if (broken->status == 413)
      co_return fail(Errc::too_large, "http.too_large", std::string(broken->text));
    co_return fail(Errc::invalid, "http.body", std::string(broken->text));
  }

  // ---- the answer ----

  Task<bool> write_response(Exchange& exchange, bool http_10, bool keep) {
    auto& response = exchange.response;
    set(Phase::writing, limits().request_time);
    const bool bare =
        exchange.request.method == Method::head || response.status == 204 || response.status == 304;
    const bool sourced = static_cast<bool>(response.body_source);
    const std::string& body = response.shared_body ? *response.shared_body : response.body;
    Pipeline::Framing framing{.keep_alive = keep, .http_10 = http_10};
    framing.chunked = sourced && !response.body_source_size && !http_10;
    framing.content_length =
        sourced ? response.body_source_size : std::optional<std::uint64_t>(body.size());
    if (response.status == 304) framing.content_length.reset();
    output_.clear();
    pipeline_.render(output_, exchange, framing);
    bool sent = false;
    std::uint64_t bytes = 0;
    if (bare) {
      sent = co_await stream_.write(boost::asio::buffer(output_), {});
    } else if (sourced) {
      sent = co_await write_source(response, framing.chunked, bytes);
    } else {
      sent = co_await write_body(body);
      bytes = body.size();
    }
    pipeline_.finish(exchange, bytes);
    co_return sent;
  }

  Task<bool> write_body(std::string_view body) {
    if (body.size() <= kCopied) {
      output_ += body;
      co_return co_await stream_.write(boost::asio::buffer(output_), {});
    }
    const auto first = body.substr(0, kBlock);
    bool sent = co_await stream_.write(boost::asio::buffer(output_), boost::asio::buffer(first));
    for (auto at = first.size(); sent && at < body.size(); at += kBlock) {
      set(Phase::writing, limits().request_time);
      sent = co_await stream_.write(boost::asio::buffer(body.substr(at, kBlock)), {});
    }
    co_return sent;
  }

  Task<bool> write_source(Response& response, bool chunked, std::uint64_t& bytes) {
    for (;;) {
      phase_ = Phase::handling;
      const auto piece = co_await next_piece(response);
      if (!piece) co_return false;
      set(Phase::writing, limits().request_time);
      bytes += piece->size();
      if (response.body_source_size && bytes > *response.body_source_size) co_return false;
      append_piece(*piece, chunked);
      if (!co_await stream_.write(boost::asio::buffer(output_), {})) co_return false;
      output_.clear();
      if (piece->empty()) break;
    }
    co_return bytes == response.body_source_size.value_or(bytes);
  }

  // nullopt if the source failed: the client sees a body that is too short, never a wrong one.
  Task<std::optional<std::string>> next_piece(Response& response) {
    try {
      co_return co_await response.body_source();
    } catch (const std::exception& e) {
      runtime::log(runtime::Level::error, "http.body_source_failed", {{"error", e.what()}});
    }
    co_return std::nullopt;
  }

  void append_piece(std::string_view piece, bool chunked) {
    if (!chunked) {
      output_ += piece;
      return;
    }
    char size[20];
    output_.append(
        size, static_cast<std::size_t>(std::snprintf(size, sizeof size, "%zx\r\n", piece.size())));
    output_ += piece;
    output_ += "\r\n";
  }

  // Closing with unread bytes resets the connection, and the client may lose the answer: so its
  // bytes are read and thrown away for a moment.
  Task<> linger() {
    set(Phase::lingering, seconds{1});
    co_await stream_.shut();
    for (std::size_t left = 4 * 1024 * 1024; left > 0 && !closed_;) {
      input_.consume(input_.view().size());
      const auto n = co_await stream_.read_raw(input_.prepare(kBlock));
      if (n == 0) break;
      left -= std::min(left, n);
    }
  }

  struct BodyOf {
    RequestParser* parser = nullptr;
    Exchange* exchange = nullptr;
    std::optional<Refusal> broken;
  };

  Stream stream_;
  ConnectionParts parts_;
  const Pipeline& pipeline_;
  InputBuffer input_;
  std::string output_;
  BodyOf body_of_;
  Exchange* current_ = nullptr;  // while its handler runs
  Phase phase_ = Phase::opening;
  bool used_ = false;     // a byte has come
  bool expired_ = false;  // the deadline of this request passed
  bool closed_ = false;
};

}  // namespace tessera::http
