#include <tessera/outbound/http_client.hpp>

#include <cstring>

#include <netinet/in.h>
#include <sys/socket.h>

#include <tessera/base/unavailable.hpp>
#include <tessera/codec/url.hpp>

#include "outbound/curl.hpp"

namespace tessera::outbound {

namespace {

struct Call {
  const AddressGuard& guard;
  std::size_t most = 0;
  std::string body;
  bool refused = false;
};

IpAddress address_of(const sockaddr* from) {
  auto out = *parse_ip_address("0.0.0.0");
  if (from->sa_family == AF_INET) {
    std::memcpy(out.bytes.data() + 12, &reinterpret_cast<const sockaddr_in*>(from)->sin_addr, 4);
  } else {
    std::memcpy(out.bytes.data(), &reinterpret_cast<const sockaddr_in6*>(from)->sin6_addr, 16);
  }
  return out;
}

// Called with the very address that is about to be connected to.
curl_socket_t open_socket(void* user, curlsocktype, curl_sockaddr* address) {
  auto& call = *static_cast<Call*>(user);
  const bool ip = address->family == AF_INET || address->family == AF_INET6;
  if (!ip || !call.guard.allows(address_of(&address->addr))) {
    call.refused = true;
    return CURL_SOCKET_BAD;
  }
  return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

std::size_t take_body(char* data, std::size_t, std::size_t size, void* user) {
  auto& call = *static_cast<Call*>(user);
  if (call.body.size() + size > call.most) return 0;  // ends the transfer with CURLE_WRITE_ERROR
  call.body.append(data, size);
  return size;
}

long millis(Duration time) {
  return static_cast<long>(std::chrono::duration_cast<milliseconds>(time).count());
}

std::string media_type_of(std::string_view header) {
  std::string out(header.substr(0, header.find(';')));
  while (!out.empty() && out.back() == ' ') out.pop_back();
  for (auto& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return out;
}

void set_limits(CURL* curl, const HttpClientOptions& options) {
  set(curl, CURLOPT_NOSIGNAL, 1L);
  set(curl, CURLOPT_PROTOCOLS_STR, options.allow_http ? "http,https" : "https");
  set(curl, CURLOPT_FOLLOWLOCATION, 0L);
  set(curl, CURLOPT_PROXY,
      "");  // the environment's proxy would make the guard look at the wrong address
  set(curl, CURLOPT_CONNECTTIMEOUT_MS, millis(options.connect_time));
  set(curl, CURLOPT_TIMEOUT_MS, millis(options.total_time));
  set(curl, CURLOPT_SSL_VERIFYPEER, 1L);
  set(curl, CURLOPT_SSL_VERIFYHOST, 2L);
  set(curl, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!options.ca_file.empty()) trust_only(curl, options.ca_file);
  set(curl, CURLOPT_USERAGENT, options.user_agent.c_str());
}

}  // namespace

HttpClient::HttpClient(HttpClientOptions options)
    : options_(std::move(options)),
      pool_({.name = options_.name, .threads = options_.threads, .queue = options_.queue}) {}

HttpClient::~HttpClient() = default;

struct HttpClient::Job {
  const std::string& url;
  const std::string* body = nullptr;  // POST; else GET
  const char* type = "Content-Type: application/x-www-form-urlencoded";
  std::string authorization{};  // header line, or empty
  std::size_t most = 0;         // bytes of the answer
};

Task<Result<HttpReply>> HttpClient::post_form(std::string url, std::string body) {
  auto job = [&](std::size_t) {
    return perform({.url = url, .body = &body, .most = options_.response_bytes});
  };
  co_return co_await pool_.run(job);
}

Task<Result<HttpReply>> HttpClient::post_json(std::string url, std::string bearer,
                                              std::string body) {
  auto job = [&](std::size_t) {
    return perform({.url = url,
                    .body = &body,
                    .type = "Content-Type: application/json",
                    .authorization = "Authorization: Bearer " + bearer,
                    .most = options_.response_bytes});
  };
  co_return co_await pool_.run(job);
}

Task<Result<HttpReply>> HttpClient::post(std::string url, std::string media_type, std::string body,
                                         std::size_t max_bytes) {
  const auto type = "Content-Type: " + media_type;
  auto job = [&](std::size_t) -> Result<HttpReply> {
    try {
      return perform({.url = url, .body = &body, .type = type.c_str(), .most = max_bytes});
    } catch (const Unavailable& error) {
      return fail(Errc::gone, "outbound.failed", "The address does not answer.", error.what());
    }
  };
  co_return co_await pool_.run(job);
}

Task<Result<HttpReply>> HttpClient::get(std::string url, std::size_t max_bytes) {
  auto job = [&](std::size_t) -> Result<HttpReply> {
    try {
      return perform({.url = url, .most = max_bytes});
    } catch (const Unavailable& error) {
      return fail(Errc::gone, "outbound.failed", "The address does not answer.", error.what());
    }
  };
  co_return co_await pool_.run(job);
}

Result<HttpReply> HttpClient::perform(const Job& job) {
  const auto& url = job.url;
  const auto parsed = codec::parse_url(url);
  const bool known =
      parsed && (parsed->scheme == "https" || (options_.allow_http && parsed->scheme == "http"));
  if (!known) return fail(Errc::invalid, "outbound.url", "The address cannot be called.", url);
  const auto curl = open_curl();
  Call call{.guard = options_.guard, .most = job.most, .body = {}};
  set_limits(curl.get(), options_);
  CurlList headers;
  if (job.body != nullptr) append(headers, job.type);
  if (!job.authorization.empty()) append(headers, job.authorization.c_str());
  append(headers, "Expect:");
  set(curl.get(), CURLOPT_URL, url.c_str());
  set(curl.get(), CURLOPT_HTTPHEADER, headers.get());
  if (job.body != nullptr) {
    set(curl.get(), CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(job.body->size()));
    set(curl.get(), CURLOPT_POSTFIELDS, job.body->c_str());
  }
  set(curl.get(), CURLOPT_OPENSOCKETFUNCTION, open_socket);
  set(curl.get(), CURLOPT_OPENSOCKETDATA, &call);
  set(curl.get(), CURLOPT_WRITEFUNCTION, take_body);
  set(curl.get(), CURLOPT_WRITEDATA, &call);
  const auto code = curl_easy_perform(curl.get());
  if (code != CURLE_OK && call.refused)
    return fail(Errc::forbidden, "outbound.address", "The address may not be called.",
                parsed->host);
  if (code != CURLE_OK)
    throw Unavailable("outbound", parsed->host + ": " + curl_easy_strerror(code));
  long status = 0;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
  const char* type = nullptr;
  curl_easy_getinfo(curl.get(), CURLINFO_CONTENT_TYPE, &type);
  return HttpReply{.status = static_cast<int>(status),
                   .media_type = media_type_of(type == nullptr ? "" : type),
                   .body = std::move(call.body)};
}

}  // namespace tessera::outbound
