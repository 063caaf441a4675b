// The certificate and TLS settings of a listener; replaced as a whole, connections keep theirs.
#pragma once

#include <memory>
#include <mutex>
#include <string>

namespace boost::asio::ssl {
class context;
}

namespace tessera::http {

// TLS 1.2 with ephemeral keys and AEAD only, TLS 1.3 preferred; session tickets under keys that
// live in memory and go with the context. Throws std::runtime_error naming the file.
[[nodiscard]] std::shared_ptr<boost::asio::ssl::context> load_tls_context(
    const std::string& certificate_file, const std::string& private_key_file);

class TlsHolder {
 public:
  TlsHolder(std::string certificate_file, std::string private_key_file)
      : certificate_file_(std::move(certificate_file)),
        private_key_file_(std::move(private_key_file)) {}
  // If it throws, the old context stays in force.
  void load();
  [[nodiscard]] std::shared_ptr<boost::asio::ssl::context> current() const;

 private:
  std::string certificate_file_;
  std::string private_key_file_;
  mutable std::mutex mutex_;
  std::shared_ptr<boost::asio::ssl::context> context_;
};

}  // namespace tessera::http
