// libcurl's handles with owners, and options that are set or throw.
#pragma once

#include <memory>
#include <stdexcept>
#include <string>

#include <curl/curl.h>

namespace tessera::outbound {

struct CurlClose {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
struct ListFree {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using CurlHandle = std::unique_ptr<CURL, CurlClose>;
using CurlList = std::unique_ptr<curl_slist, ListFree>;

[[nodiscard]] inline CurlHandle open_curl() {
  // once per process, before the first handle; thread-safe as a local static
  static const bool ready = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
  CurlHandle handle(ready ? curl_easy_init() : nullptr);
  if (!handle) throw std::runtime_error("libcurl cannot be initialised");
  return handle;
}

template <class Value>
void set(CURL* handle, CURLoption option, Value value) {
  if (const auto code = curl_easy_setopt(handle, option, value); code != CURLE_OK)
    throw std::runtime_error(std::string("libcurl option: ") + curl_easy_strerror(code));
}

// libcurl would look into the system's folder of authorities beside the file.
inline void trust_only(CURL* handle, const std::string& ca_file) {
  set(handle, CURLOPT_CAINFO, ca_file.c_str());
  set(handle, CURLOPT_CAPATH, static_cast<const char*>(nullptr));
}

inline void append(CurlList& list, const std::string& line) {
  auto* longer = curl_slist_append(list.get(), line.c_str());
  if (longer == nullptr) throw std::bad_alloc();
  [[maybe_unused]] auto* same = list.release();
  list.reset(longer);
}

}  // namespace tessera::outbound
