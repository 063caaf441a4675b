#include "app/commands/healthcheck.hpp"

#include <curl/curl.h>

#include <iostream>
#include <memory>

#include "app/exit_code.hpp"

namespace tessera::app {
namespace {

constexpr long kTimeoutSeconds = 3;

std::size_t keep_body(const char* data, std::size_t, std::size_t size, void* body) {
  static_cast<std::string*>(body)->append(data, size);
  return size;
}

}  // namespace

int run_healthcheck(const std::string& management_url) {
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(curl_easy_init(),
                                                                 curl_easy_cleanup);
  const std::string url = management_url + "/health/ready";
  std::string body;
  curl_easy_setopt(curl.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT, kTimeoutSeconds);
  curl_easy_setopt(curl.get(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_NOPROXY, "*");
  curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, keep_body);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &body);
  if (const auto result = curl_easy_perform(curl.get()); result != CURLE_OK) {
    std::cerr << url << ": " << curl_easy_strerror(result) << "\n";
    return kFailed;
  }
  long status = 0;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
  if (status == 200) return kOk;
  std::cerr << "not ready (" << status << "): " << body << "\n";
  return kFailed;
}

}  // namespace tessera::app
