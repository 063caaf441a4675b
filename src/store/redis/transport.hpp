// A byte stream to a Redis server: unix, TCP or TLS. Used on one io thread.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <system_error>

#include <boost/asio/any_io_executor.hpp>
#include <boost/system/error_code.hpp>

#include <tessera/base/task.hpp>

#include "store/redis/address.hpp"

namespace tessera::store::redis {

class Transport {
 public:
  virtual ~Transport() = default;
  // At least one byte; throws boost::system::system_error at the end of the stream or on close().
  [[nodiscard]] virtual Task<std::size_t> read(std::span<char> out) = 0;
  // All of data, which must stay as it is until done is called.
  virtual void write(const std::string& data,
                     std::function<void(boost::system::error_code)> done) = 0;
  virtual void close() = 0;
};

// Connects to address.path or address.server; throws boost::system::system_error. Cancellable.
[[nodiscard]] Task<std::shared_ptr<Transport>> open_transport(const Address& address);

}  // namespace tessera::store::redis
